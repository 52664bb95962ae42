"""The dialects: one file of one shape each. Pure; imports events only."""
