"""A stand-in for a time-stamping authority (RFC 3161): who attests that octets existed."""
