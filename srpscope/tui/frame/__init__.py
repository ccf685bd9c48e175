"""What every screen stands in: badge, headline, panes, footer."""
