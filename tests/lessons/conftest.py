"""Lessons are tested without the user's folders."""

from tests.tui.conftest import own_folders

__all__ = ["own_folders"]
