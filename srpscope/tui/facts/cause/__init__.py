"""What is said of the cause: the verdict, the search, the proof."""
