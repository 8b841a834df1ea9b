"""Stand-ins for the agencies the hub talks to; never shipped, never trusted.

They read the agencies' contracts under ``schemas`` and nothing else of the product: a stand-in
that shared the product's code would share its mistakes.
"""
