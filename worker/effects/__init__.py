"""Effects: each OMS write is done once, on an API without idempotency keys."""
