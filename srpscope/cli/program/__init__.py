"""Commands about srpscope itself, on this machine."""
