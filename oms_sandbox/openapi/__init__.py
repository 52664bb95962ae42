"""The OpenAPI document, made from the tables."""
