"""The notaries: an office's programme that asks the hub, and their system that the hub tells."""
