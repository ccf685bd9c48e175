"""What opens the screens, in this terminal or in a browser."""
