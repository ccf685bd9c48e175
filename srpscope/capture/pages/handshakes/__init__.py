"""Which values of a page belong to one handshake, and whose they are."""
