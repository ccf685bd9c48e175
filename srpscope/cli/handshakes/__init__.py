"""Commands that read a saved handshake and say or write what it holds."""
