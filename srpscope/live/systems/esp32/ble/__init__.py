"""Protocomm over Bluetooth LE: central.py is the client's way to a device; peripheral.py a played device, put into the
air by bluez.py or bumble.py and kept in memory by simulated.py."""
