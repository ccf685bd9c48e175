"""Each protocol as something to speak with: a module with a System (live/system.py), named in registry.py."""
