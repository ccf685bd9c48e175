"""RFC 2945 and RFC 5054 as lines of JSON, which no product speaks: for lessons and ports."""
