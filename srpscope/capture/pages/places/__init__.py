"""Where a page names a value: the forms in which a name and a literal stand together."""
