"""A certification authority's revocation services: whether a certificate still holds."""
