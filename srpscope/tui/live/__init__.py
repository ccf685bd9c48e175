"""Sessions that are running, held messages, and what is asked for afterwards."""
