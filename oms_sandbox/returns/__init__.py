"""Returns: made, committed, cancelled."""
