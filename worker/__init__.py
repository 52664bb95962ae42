"""The machine that does it: Celery app, bell, base task, effects, retry policy, sweep."""
