"""Messages, without sockets: a package a protocol, and what they share. wires.py names them all, exchange.py says how a
protocol speaks (it yields what it sends and what it waits for), decoders.py what a wire tells of bytes it is shown."""
