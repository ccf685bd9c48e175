"""What a key can change of a value, and an edit in words."""
