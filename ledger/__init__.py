"""The book: what was accepted, whose turn it is, what became of it. Redis and its Lua scripts."""
