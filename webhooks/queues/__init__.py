"""The queue doors: messages of a broker, taken in as deliveries are, acknowledged once stored."""
