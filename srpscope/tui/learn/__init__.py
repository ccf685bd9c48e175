"""Lessons and attacks, as a screen."""
