"""The vocabulary: envelopes, event types, canonical payloads. Pure, imports nothing of ours."""
