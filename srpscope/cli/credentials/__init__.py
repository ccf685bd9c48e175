"""User name, password, salt and verifier: as they are given, checked and made."""
