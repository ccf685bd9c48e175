"""Commands that speak to a client, a server or a device."""
