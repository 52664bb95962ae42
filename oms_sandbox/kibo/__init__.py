"""Kibo's historic order import, on the same port."""
