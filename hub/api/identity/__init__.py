"""Proofs of who asks at a REST door: assertions, tokens, proofs of possession, signatures.

Everything here is pure: octets, a registered certificate and an instant in; a fact or an
`IdentityRefused` out. ``hub.api.oauth`` and ``hub.api.callers`` do what reads and writes.
"""
