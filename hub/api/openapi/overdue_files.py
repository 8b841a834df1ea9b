"""The door of contracts that ended without a final clearance, in the document."""

from collections.abc import Iterator
from typing import Final

from hub.api.article38.doors import MOST, PAGE
from hub.api.article38.overdue import OVERDUE
from hub.api.openapi.contract_files import GRANTED, LISTED, NAME, page, read
from hub.api.openapi.parts import Json, Operation, or_null, record, ref, text

_SAYS_OVERDUE: Final = (
    "پیمان‌هایی که یک سال یا بیش از پایان آنها گذشته و مفاصاحساب نهایی ندارند، با سپردهٔ بیمهٔ آنها: "
    "آنچه واگذارنده به موجب تبصرهٔ الحاقی مادهٔ ۳۸ اعلام می‌کند.",
    "Contracts that ended a year ago or more and have no final clearance, with what is withheld of "
    "them: what an assigner reports by the added note of Article 38.",
)
_ENDED: Final = record(
    {
        "ended_on": or_null(ref("Day")),
        "note_last": or_null(ref("Day")),
        "note_expired": {"type": "boolean"},
    },
    says="The end of the contract; the last of 25 days from the second form of the added note on.",
)
_OVERDUE: Final = page({**LISTED, "overdue": _ENDED, "withholding": GRANTED["withholding"]})


def operations() -> Iterator[Operation]:
    """Yield the door of contracts that ended without a final clearance."""
    queries: dict[str, Json] = {
        "branch": text(pattern="^[0-9]{1,4}$"),
        "expired": text("Only those whose 25 days have run out.", enum=["true", "false"]),
        "after": text("`next` of the page before.", pattern=NAME),
        "limit": {"type": "integer", "minimum": 1, "maximum": MOST, "default": PAGE},
    }
    asked = tuple({"name": name, "in": "query", "schema": one} for name, one in queries.items())
    yield read(
        "article38.overdue",
        OVERDUE,
        ("پیمان‌های پایان‌یافتهٔ بی‌مفاصاحساب", "Contracts that ended without a final clearance"),
        "OverduePage",
        description=_SAYS_OVERDUE,
        parameters=asked,
        refusals=(),
    )


def schemas() -> dict[str, Json]:
    """Return the schema of a page of them."""
    return {"OverduePage": _OVERDUE}
