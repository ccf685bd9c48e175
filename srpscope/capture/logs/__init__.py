"""Logs of devices, tools and apps, one module a format; messages.py finds the bytes of messages in any of them."""
