"""Receipts that say what was told: as they were signed, and with more, less or other told."""

import re
from functools import cache

from signing.profile import prepare_receipt
from signing.render import render_receipt
from signing.verify.report import SubIndication as Sub
from signing.xades import sign
from tests.conformance.zoo.making import LATER, SOON, archived, exchanged, proven, stamped
from tests.conformance.zoo.vectors import Vector
from tests.kit.pki import NOW, world
from tests.vectors.certificates.receipts import case_receipt, lookup_receipt

_WITHHELD = b"<Withheld>person.father_name</Withheld>"
_TOLD = b'<Told form="whole">person.given_name</Told>'
_MORE = b'<Told form="whole">person.family_name</Told>'


def _disclosure() -> bytes:
    """Return a disclosure that the hub has made elsewhere, as it is written."""
    found = re.search("<Disclosure>.*</Disclosure>", render_receipt(case_receipt()))
    assert found is not None
    return found[0].encode()


@cache
def _issued() -> bytes:
    return sign(prepare_receipt(lookup_receipt()), world().leaf.signer(), NOW).xml


@cache
def _lasting() -> bytes:
    return archived(proven(stamped(_issued())))


def _changed(name: str, old: bytes, new: bytes, check: str = "digest") -> tuple[Vector, ...]:
    """Return the change of a receipt fresh from the hub, and of one that lasts."""
    sub = Sub.HASH_FAILURE if check == "digest" else Sub.FORMAT_FAILURE
    return (
        Vector(f"{name} b-b", lambda: exchanged(_issued(), old, new), SOON, check, sub),
        Vector(f"{name} b-lta", lambda: exchanged(_lasting(), old, new), LATER, check, sub),
    )


VECTORS = (
    Vector("receipt of a lookup b-b", _issued, SOON),
    Vector("receipt of a lookup b-lta", _lasting, LATER),
    *_changed("told field added", _TOLD, _TOLD + _MORE),
    *_changed("told field dropped", _TOLD, b""),
    *_changed("form of a told field changed", b'form="age-band"', b'form="whole"'),
    *_changed("form of a told field lost", b' form="age-band"', b"", "schema"),
    *_changed("withheld field dropped", _WITHHELD, b""),
    *_changed("told field also withheld", b">person.father_name<", b">person.alive<", "schema"),
    *_changed("silence made an answer", b"<Outcome>silent", b"<Outcome>told"),
    *_changed("provider exchanged", b">insurance_ledger<", b">tax_authority<"),
    *_changed("disclosure added", b"</State>", b"</State>" + _disclosure()),
)
