"""Lessons: SRP learned by breaking it. A lesson drives the same sheets and edits as the screens; README.md has its form."""
