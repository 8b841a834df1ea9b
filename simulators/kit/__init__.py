"""What every stand-in is built from: a synthetic population, an ASGI shell, faults on purpose."""
