"""A stand-in for the tax authority: a token for every call, payloads signed and encrypted."""
