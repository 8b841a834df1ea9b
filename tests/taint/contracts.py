"""A contract that two registers tell, every value marked, and readers who get a part of it each."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from itertools import count
from typing import Any, Final

from simulators.kit import identifiers
from tests.taint import world
from tests.taint.hearing import Heard
from tests.taint.house import SERVICES, Hub
from tests.taint.marks import Detector, mark
from tests.taint.places import Leak, _columns
from tests.taint.variants import Variant, lettered, mutants, shipped

TAX, ASSIGNER, BUDGET = "tax-authority", "assigner", "budget-organization"
PUT: Final = {
    TAX: "/v1/contracts/tax_authority/gohar-source-77193",
    ASSIGNER: "/v1/contracts/assigner/gohar-source-88204",
}
FEED: Final = "/v1/contracts/changes"
RECONCILIATION: Final = "/v1/contracts/reconciliation"
_OWNER: Final = identifiers.legal_id(99 * 999_999 + 4_011)
_SUB_FIRM: Final = identifiers.legal_id(99 * 999_999 + 4_012)

SAID: Final[Mapping[str, Any]] = {
    "source_id": "gohar-source-77193",
    "revision": 1,
    "number": "گوهر/۷۷۱۹۳۱",
    "subject": "نگهداری بادگیرهای لاجوردآباد",
    "assigner": _OWNER,
    "contractor": world.INSURED,
    "amount": 7_719_300_000_011,
    "currency": "IRR",
    "signed_on": "2026-03-27",
    "starts_on": "2026-04-13",
    "ends_on": "2027-05-19",
    "crn": "771935502",
    "budget_code": "BX-7719355",
    "project": "PX-7719366",
    "row": "77193772",
    "branch": "0210",
    "kind": "services",
    "materials": 1_771_930_013,
    "amendments": [
        {
            "number": "الحاق-۷۷۱۹۴۱",
            "signed_on": "2026-05-07",
            "amount_change": 77_194_000_021,
            "ends_on": "2027-06-23",
            "subject": "افزودن گنبد شبدیزان",
        }
    ],
    "statements": [
        {
            "number": "وضعیت-۷۷۱۹۵۱",
            "starts_on": "2026-04-17",
            "ends_on": "2026-06-29",
            "gross": 771_950_000_031,
            "materials": 77_195_033,
        }
    ],
    "payments": [
        {
            "number": "پرداخت-۷۷۱۹۶۱",
            "paid_on": "2026-07-09",
            "gross": 771_960_000_041,
            "withheld": 38_598_043,
            "last": True,
        }
    ],
    "releases": [
        {"clearance": "آزاد-۷۷۱۹۷۱", "released_on": "2026-08-21", "amount": 12_771_970_051}
    ],
    "subcontracts": [
        {
            "number": "دست‌دوم-۷۷۱۹۸۱",
            "contractor": world.CHILD,
            "amount": 771_980_000_061,
            "signed_on": "2026-05-29",
            "row": "77198773",
            "branch": "0210",
        },
        {
            "number": "دست‌دوم-۷۷۱۹۸۲",
            "contractor": _SUB_FIRM,
            "amount": 771_982_000_063,
            "signed_on": "2026-05-31",
        },
    ],
    "withdrawn": False,
}
"""What the tax authority says."""
OTHERWISE: Final[Mapping[str, Any]] = {
    **{name: value for name, value in SAID.items() if name not in {"budget_code", "project"}},
    "source_id": "gohar-source-88204",
    "subject": "مرمت آب‌انبار سیمرغ‌بان",
    "amount": 8_820_400_000_012,
    "ends_on": "2027-07-11",
    "payments": [{"number": "پرداخت-۸۸۲۰۶۲", "paid_on": "2026-07-15", "gross": 882_060_000_042}],
}
"""What the assigner says of the same contract, and contradicts."""
SPEAKERS: Final = {TAX: SAID, ASSIGNER: OTHERWISE}
_PLAIN: Final = frozenset({"revision", "currency", "withdrawn", "branch", "kind", "last"})
"""Members whose values are like others': no mark can tell them."""
_PERSONS: Final = {"contract.contractor": world.INSURED, "contract.subcontracts": world.CHILD}


def _marked() -> Iterator[tuple[str, str | int | date]]:
    """Yield every value that is said, with the field of agreements that it is of."""
    for said in (SAID, OTHERWISE):
        for name, value in said.items():
            for one in _values({name: value}):
                yield f"contract.{name}", one


def _values(said: Mapping[str, Any]) -> Iterator[str | int | date]:
    for name, value in said.items():
        match value:
            case list():
                for one in value:
                    yield from _values(one)
            case str() if name.endswith("_on"):
                yield date.fromisoformat(value)
            case str() | int() if name not in _PLAIN:
                yield value


MARKS: Final = Detector(mark(name, one) for name, one in _marked())
"""Finds what is said of the contract, by the field of agreements that would tell it."""
PERSONS: Final = Detector(mark(name, one) for name, one in _PERSONS.items())
"""Finds the natural persons of the contract."""
MARKED: Final = frozenset(name for name, _ in _marked())
OWN_NAMES: Final = frozenset({"contract.source_id"})
"""What its register names a contract by stands in addresses, and so in whoever's log."""
PARTIES: Final = frozenset({"contract.assigner", "contract.contractor", "contract.subcontracts"})

COLUMNS: Final[Mapping[tuple[str, str], tuple[frozenset[str], str]]] = {
    ("contract_statements", "body"): (MARKED, "what registers say, as they say it"),
    ("contract_versions", "body"): (MARKED, "the contract as all tell it"),
    ("contract_entries", "crn"): (frozenset({"contract.crn"}), "what it is found by"),
    ("contract_entries", "budget_code"): (frozenset({"contract.budget_code"}), "the same"),
    ("contract_entries", "contract_row"): (frozenset({"contract.row"}), "the same"),
    ("disclosures", "subject"): (PARTIES, "the register is about whose contract was told"),
}
"""The columns in which something of a contract may stand, which fields of it, and why."""


def leaks(heard: Heard, told: frozenset[str] = frozenset()) -> list[Leak]:
    """Return what an exchange leaks; its answer may tell ``told``, and no refusal anything."""
    places = {"header": heard.headers, "log": heard.logs, "trace": heard.traces}
    found = {place: MARKS.find(text) - OWN_NAMES for place, text in places.items()}
    found["answer"] = MARKS.find(heard.body) - told
    if heard.status >= 400:
        found["error"] = MARKS.find(heard.body)
    return [Leak(place, frozenset(names)) for place, names in found.items() if names]


def leaks_of_tables(url: str) -> list[Leak]:
    """Return what of the contract stands in a column that is not for it."""
    found = []
    for place, rows in _columns(url).items():
        allowed, _ = COLUMNS.get(place, (frozenset(), ""))
        if names := MARKS.find(*rows) - allowed - OWN_NAMES:
            found.append(Leak(".".join(place), frozenset(names)))
    return found


@dataclass(frozen=True, slots=True)
class Reader:
    """A consumer who reads contracts, and in which form he is granted each field."""

    consumer: str
    change: str
    forms: Mapping[str, str]
    texts: Mapping[str, str]

    @property
    def whole(self) -> frozenset[str]:
        """The marked fields whose values he may see."""
        return frozenset(name for name, form in self.forms.items() if form == "whole") & MARKED


def as_shipped() -> tuple[Reader, ...]:
    """Return the readers of the shipped agreements."""
    return tuple(
        Reader(one.table["consumer"], "shipped", one.fields, {})
        for one in shipped()
        if one.table.get("use_case") == "contract-feed"
    )


def mutated(consumer: str = SERVICES) -> Iterator[Reader]:
    """Yield a reader for every field removed from a consumer's agreement, or told otherwise."""
    numbers = count(1)
    for mutant in mutants(feed_of(consumer)):
        yield _reader(f"taint-{consumer}-{lettered(next(numbers))}", mutant)


def reader_without(*names: str) -> Reader:
    """Return a reader who is granted all but these fields."""
    one = feed_of(SERVICES)
    rest = {name: form for name, form in one.fields.items() if name not in names}
    return _reader("taint-reader", Variant(one.file, one.table, rest, "less"))


def feed_of(consumer: str) -> Variant:
    """Return the shipped agreement by which a consumer reads contracts."""
    (found,) = (
        one
        for one in shipped()
        if one.table.get("use_case") == "contract-feed" and one.table["consumer"] == consumer
    )
    return found


def _reader(consumer: str, one: Variant) -> Reader:
    texts = {f"{consumer}.toml": one.text(consumer=consumer)}
    return Reader(consumer, one.change, one.fields, texts)


async def say(hub: Hub, who: str = TAX, **changes: Any) -> Heard:
    """Return what a register's word of the contract comes to."""
    return await hub.send("PUT", PUT[who], json.dumps({**SPEAKERS[who], **changes}), who)
