"""The commerce-card registry: chambers that ask the hub, and the door at which it is told."""
