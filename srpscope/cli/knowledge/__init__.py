"""Commands that tell what srpscope knows, without a handshake."""
