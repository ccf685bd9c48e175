"""Text before it means anything: its encoding and lines, the control characters in it, what a log puts in front."""
