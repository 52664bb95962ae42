"""The HTTP door: reads the bytes, checks the seal, reads the envelope, hands over. No outside call."""
