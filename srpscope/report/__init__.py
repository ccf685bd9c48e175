"""Answers as text: trace and vectors, Markdown and HTML to hand on, unit tests (export/) and taps (tap/) for ports in
other languages. Nothing is computed here that answers/ or session/ does not say."""
