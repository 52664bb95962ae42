"""Orders: made, imported, held, resumed, cancelled, found."""
