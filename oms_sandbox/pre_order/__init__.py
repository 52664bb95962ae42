"""Waves, release schedules and what they release."""
