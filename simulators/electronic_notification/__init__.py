"""Electronic notification: employers' accounts, into which the hub puts notices."""
