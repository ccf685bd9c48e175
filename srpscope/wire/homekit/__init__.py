"""HomeKit's pair-setup in TLV8."""
