"""The register beside its receipts, for tests."""

from hub.store.database import connect
from hub.store.disclosures import beside_receipts
from schemas.canonical.receipt import Receipt
from signing.verify.receipt import read_receipt


def checked_receipts(url: str) -> list[Receipt]:
    """Return every receipt there is, oldest first; each says what the rows beside it say."""
    with connect(url) as connection:
        kept = [*beside_receipts(connection)]
    assert [one for each in kept for one in differences(each.leaf, each.lines)] == []
    return [read_receipt(one.leaf.document) for one in kept]
