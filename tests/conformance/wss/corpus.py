"""The attack corpus: named forgeries of one signed request, each with the code that refuses it.

`forgeries` needs one correctly signed request (P-256), its signer's key, and more identities; the
codes are those of `schemas.xml` (as ``xml.<code>``), `schemas.soap` and `signing.verify.wss`. Over
HTTP the door answers ``request.too-large`` where the parser alone says ``xml.too-large``, and
``rsa-1024`` is refused because such a key cannot be registered.
"""

from collections.abc import Iterator
from typing import NamedTuple

from tests.conformance.wss import forged_headers, forged_signatures, forged_text, forged_wrapping
from tests.conformance.wss.forging import MAKERS, Desk, Identity

__all__ = ["NAMES", "Desk", "Forgery", "Identity", "forgeries", "forgery"]

_MODULES = (forged_wrapping, forged_headers, forged_signatures, forged_text)
"""They enter their makers into the register as they are imported."""

NAMES = tuple(MAKERS)


class Forgery(NamedTuple):
    """A named message that must be refused with ``code`` and reach nobody."""

    name: str
    octets: bytes
    code: str


def forgery(name: str, desk: Desk) -> Forgery:
    """Return the forgery ``name`` of the request on ``desk``."""
    code, make = MAKERS[name]
    return Forgery(name, make(desk), code)


def forgeries(desk: Desk) -> Iterator[Forgery]:
    """Yield every named forgery of the request on ``desk``, made as it is taken."""
    return (forgery(name, desk) for name in NAMES)
