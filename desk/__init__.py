"""The desk: what a person sees of the orders, and how they put one right."""
