"""Products, items, prices, taxes and shipping rates."""
