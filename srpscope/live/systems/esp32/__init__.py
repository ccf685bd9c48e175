"""The ESP32, the largest of the systems: over_http.py and over_ble.py are its two ways, system.py what both have in
common, session.py the client, host.py a played device with its connections, sweep.py what such a device tries."""
