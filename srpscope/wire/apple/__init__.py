"""Apple's GSA: its messages in property lists."""
