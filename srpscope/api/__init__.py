"""srpscope for programs: what `import srpscope` hands out. handshake.py is one handshake opened, opening.py and
making.py give them, playing.py plays servers and clients, asserting.py is for tests. It computes nothing of its own."""
