"""Lines whose form says what they are: what was typed at a prompt, names in a row over values in a row, people's own
sentences."""
