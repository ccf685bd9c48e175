"""The version, in a file of its own: what prints it imports nothing else."""

VERSION = "0.2.0"
"""As pyproject.toml has it; a test holds the two together."""
