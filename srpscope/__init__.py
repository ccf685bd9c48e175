"""srpscope: a debugger for Secure Remote Password handshakes, in the terminal."""

__version__ = "0.1.0"
