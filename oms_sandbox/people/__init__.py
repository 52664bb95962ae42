"""Customers, their addresses and e-mails, and the staff."""
