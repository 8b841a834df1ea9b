"""The anti-corruption layer: one folder per outside agency, and what they share in ``base``."""
