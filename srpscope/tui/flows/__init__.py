"""What takes more than one panel: opening, saving, a report, a search."""
