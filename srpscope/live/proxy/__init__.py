"""Between an app and what it speaks to: a played server in front, a client behind, both legs in one recording."""
