"""The organization's own debt ledger: what the employer of a workshop owes."""
