"""The demonstration: the main job over real sockets, driven from outside the product.

It starts the real programs, asks as a notary's own programme asks, knows from the synthetic
country what each answer must be, and verifies offline what was issued.
"""
