"""All that is shown at one time of a handshake: its steps, marks and verdict."""
