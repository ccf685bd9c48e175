"""One literal, in any of the languages that people paste, and each way in which it can be read."""
