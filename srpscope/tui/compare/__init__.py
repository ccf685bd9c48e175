"""Two handshakes side by side, as a screen."""
