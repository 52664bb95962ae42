"""Historic orders: the fields of a row, its check, its translation. Pure; imports events only."""
