"""Values that people printed or pasted. lines.py reads a page: places/ says where it names a value, literals/ what a
literal may mean, names.py what a name does, handshakes/ which values belong together; format.py makes captures of it.
"""
