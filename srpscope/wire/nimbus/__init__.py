"""Nimbus SRP's JSON over HTTP."""
