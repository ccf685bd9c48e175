"""Bluetooth LE from packets to what an application wrote and read: HCI or air, L2CAP, ATT, GATT."""
