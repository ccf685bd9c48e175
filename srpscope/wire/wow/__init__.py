"""World of Warcraft's logon packets."""
