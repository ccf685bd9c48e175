"""Devolutions' SRP-PROTO."""
