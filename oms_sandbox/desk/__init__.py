"""Notes, tickets, images, the log and the configuration."""
