"""Proton's login in JSON, with its signed modulus."""
