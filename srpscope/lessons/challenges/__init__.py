"""Challenges: sessions with a mistake that is drawn anew, to be found unaided."""
