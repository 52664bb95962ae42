"""What happened in the OMS, told to a webhook."""
