"""What the process is told from outside. Imports nothing of ours."""
