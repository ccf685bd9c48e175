"""What a value is made of: its operands, how they are written, and the bytes of each."""
