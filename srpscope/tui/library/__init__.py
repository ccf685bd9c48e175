"""The list of captures, bundled and recent, as a screen."""
