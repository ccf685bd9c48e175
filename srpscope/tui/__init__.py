"""The screens. desk.py owns what is looked at and knows no Textual; facts/ makes lines of it, frame/ draws them. Each
mode (debug, compare, live, learn, library) has a folder; commands.py is the table of keys, run.py starts the app."""
