"""What every agency's adapter stands on: ports, errors, transports and conduct."""
