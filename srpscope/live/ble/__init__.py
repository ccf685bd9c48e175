"""Bluetooth LE for any protocol: who is around, a link as the central, and what its errors mean."""
