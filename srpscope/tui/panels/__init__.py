"""Boxes that open over a screen and close again."""
