"""ESP-IDF's protocomm: Security 2, the provisioning messages behind it, and a device that answers both."""
