"""A stand-in for a certification authority's revocation services: OCSP and lists."""
