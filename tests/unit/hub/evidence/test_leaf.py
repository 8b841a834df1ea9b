"""Evidence leaves: hashed as RFC 6962 has it, and saying nothing of the receipt they stand for."""

from base64 import b64decode
from hashlib import sha256
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hub.evidence.leaf import SALT_OCTETS, leaf_of
from schemas.canonical.evidence import Leaf, LeafKind

ID = UUID("0192f0c1-aaaa-7a8b-9c0d-112233445566")
salts = st.binary(min_size=SALT_OCTETS, max_size=SALT_OCTETS)
receipts = st.binary(min_size=1)


def _leaf(receipt: bytes, salt: bytes) -> Leaf:
    return leaf_of(LeafKind.RECEIPT, ID, receipt, salt)


@given(receipts, salts)
def test_the_leaf_opens_with_its_salt_and_receipt(receipt: bytes, salt: bytes) -> None:
    """A receipt could not be shown to be the one that the log holds."""
    leaf = _leaf(receipt, salt)
    form, kind, commitment, rest = leaf.entry.split(b"\n")
    assert (form, kind, rest) == (b"peyvand-evidence/1", b"receipt", b"")
    assert b64decode(commitment, validate=True) == sha256(salt + receipt).digest()
    assert leaf.leaf_hash == sha256(bytes([0]) + leaf.entry).digest()
    assert (leaf.document_id, leaf.salt, leaf.document) == (ID, salt, receipt)


@given(receipts, salts, salts)
def test_another_salt_is_another_leaf(receipt: bytes, one: bytes, other: bytes) -> None:
    """Whoever guesses a receipt could find it in a public log."""
    same = _leaf(receipt, one).entry == _leaf(receipt, other).entry
    assert same == (one == other)


@given(receipts, receipts, salts)
def test_another_receipt_is_another_leaf(one: bytes, other: bytes, salt: bytes) -> None:
    """Two answers would share one proof."""
    same = _leaf(one, salt).leaf_hash == _leaf(other, salt).leaf_hash
    assert same == (one == other)


@given(st.text(min_size=20).map(str.encode), salts)
def test_nothing_of_the_receipt_stands_in_the_entry(receipt: bytes, salt: bytes) -> None:
    """Personal data would be published with the log."""
    entry = _leaf(receipt, salt).entry
    assert receipt not in entry
    assert entry.isascii()


def test_a_known_leaf() -> None:
    """The log's format would change under logs that exist."""
    leaf = _leaf(b"<Receipt></Receipt>", bytes(range(32)))
    assert leaf.entry == (
        b"peyvand-evidence/1\nreceipt\nXAai1MoeYs6qNZj/bRftv6iwAqg47rsPeZHNdJwB0h4=\n"
    )
    assert (
        leaf.leaf_hash.hex() == "af55c5c029283f5d78edd0cd73d2c988e9e779c23c8c97fa76ec9136e0f9811f"
    )


@pytest.mark.parametrize("length", [0, 16, 31, 33])
def test_a_short_salt_hides_nothing(length: int) -> None:
    """A leaf could be opened by trying."""
    with pytest.raises(ValueError, match="salt"):
        _leaf(b"<Receipt/>", bytes(length))
