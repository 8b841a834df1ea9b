"""A stand-in for the organization's own debt ledger: REST, amounts that are sometimes messages."""
