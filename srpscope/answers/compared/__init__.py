"""Two handshakes side by side, for the command line and the screen: compared.py is the way in."""
