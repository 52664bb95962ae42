"""Invoices, credits, captures and offline payments."""
