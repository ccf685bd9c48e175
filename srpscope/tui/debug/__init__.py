"""The debugger: messages, values, bytes, and what is edited and tried there."""
