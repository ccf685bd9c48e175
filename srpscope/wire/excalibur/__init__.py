"""Excalibur's login over WebSocket."""
