"""The network from packets to messages: IP, TCP, then HTTP, WebSocket or TLS-SRP."""
