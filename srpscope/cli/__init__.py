"""The commands. srpscope/cli/NAME.py is imported only when NAME is asked for."""


def main() -> int:
    """Run the command line."""
    return 0
