"""Lessons: SRP learned by breaking it, with the sheets and edits of the screens. Their form is in README.md."""
