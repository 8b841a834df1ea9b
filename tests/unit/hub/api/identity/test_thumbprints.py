"""Names of keys as the standards print them, and as the two sides write them."""

import pytest

from hub.api.identity.keys import (
    algorithm_of,
    fingerprint_of,
    key_name,
    thumbprint,
    thumbprint_of,
)
from hub.api.identity.proofs import token_hash
from signing.keys.pki import KeyKind
from tests.kit.identity import identity, registered

RFC7638 = {
    "kty": "RSA",
    "n": "0vx7agoebGcQSuuPiLJXZptN9nndrQmbXEps2aiAFbWhM78LhWx4cbbfAAtVT86zwu1RK7aPFFxuhDR1L6tSoc_B"
    "JECPebWKRXjBZCiFV4n3oknjhMstn64tZ_2W-5JsGY4Hc5n9yBXArwl93lqt7_RN5w6Cf0h4QyQ5v-65YGjQR0_FDW2QvzqY368"
    "QQMicAtaSqzs8KJZgnYb9c7d0zgdAZHzu6qMQvRL5hajrn1n91CbOpbISD08qNLyrdkt-bFTWhAI4vMQFh6WeZu0fM4lFd2"
    "NcRwr3XPksINHaQ-G_xBniIqbw0Ls1jF44-csFCur-kEgU8awapJzKnqDKgw",
    "e": "AQAB",
    "alg": "RS256",
    "kid": "2011-04-29",
}
RFC9449 = {
    "kty": "EC",
    "x": "l8tFrhx-34tV3hRICRDY9zCkDlpBhF42UQUfWVAWBFs",
    "y": "9VE4jf_Ok_o64zbTTlcuNJajHmt6v9TDVrU0CdvGRDA",
    "crv": "P-256",
}


def test_thumbprints_are_those_of_the_standards() -> None:
    """A token would be bound to a key by a name that nobody else finds (RFC 7638, RFC 9449)."""
    assert thumbprint(RFC7638) == "NzbLsXh8uDCcd-6MNwXF4W_7noWXFZAfHkxZsRGC9Xs"
    assert thumbprint(RFC9449) == "0ZcOCORZNYy-DWpqq30jZyJGHTN0d2HglBV3uiguA4I"


def test_a_token_s_hash_is_that_of_the_standard() -> None:
    """A proof beside a token would be refused, or one beside another taken (RFC 9449 4.2)."""
    token = "Kz~8mXK1EalYznwH-LC-1fBAo.4Ljp~zsPE_NeO.gxU"
    assert token_hash(token) == "fUHyO2r2Z3DZ53EsNrWBb0xWXoaNy59IiKCAqksmQEo"


@pytest.mark.parametrize("kind", ["p256", "rsa2048"])
def test_a_registered_key_and_the_one_shown_have_one_name(kind: KeyKind) -> None:
    """A consumer's own key would not be known again in his proofs."""
    who = identity(kind, kind)
    certificate = registered(who)
    assert thumbprint_of(certificate.public_key) == thumbprint(who.jwk())
    assert key_name(certificate.fingerprint) == who.kid
    assert fingerprint_of(who.kid) == certificate.fingerprint
    assert algorithm_of(certificate.public_key) == who.algorithm


@pytest.mark.parametrize("name", [None, 1, "", "x", "x" * 43, "é" * 43, ["a"], "A" * 42 + "B"])
def test_what_names_no_certificate(name: object) -> None:
    """A token request would end in an internal error, or find a certificate by two names."""
    assert fingerprint_of(name) is None


def test_a_key_in_another_spelling_is_another() -> None:
    """A key with a zero before it would have a second name."""
    x = RFC9449["x"]
    assert thumbprint(RFC9449 | {"x": f"{x}="}) != thumbprint(RFC9449)
