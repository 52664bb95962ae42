"""The vendor's families of endpoints, one file each."""
