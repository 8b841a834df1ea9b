"""Signed SOAP as an agency's programmer does it: a client of the hub, its signing and checking."""
