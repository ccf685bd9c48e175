"""A unit test for somebody's own port, as data: what is given, what each stage must be. report/export writes it out."""
