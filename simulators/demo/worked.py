"""Worked examples of the coefficients: what is told of a contract, and what it must come to.

Rates are exact parts of the gross turnover, premium and unemployment insurance together; each is
reckoned here by hand from its row, by nothing that the hub has.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

Json = dict[str, Any]

_CONTRACT: Json = {
    "place": "inside",
    "assigner_iranian": True,
    "main": "none",
    "price_list": False,
    "type_terms": False,
    "capital_funds": False,
    "special_employer": "none",
}
_CONTRACTOR: Json = {
    "person": "legal",
    "iranian": True,
    "performance": "dispersed",
    "state_body": False,
    "other_fund": False,
}
_NO_LISTS: Json = {"number": 0, "wages": 0, "premium": 0, "unemployment": 0}
_CIVIL: Json = {"price_list": True, "type_terms": True, "capital_funds": True}
_ALONE: Json = {
    "person": "natural",
    "performance": "alone",
    "sole_in_text": True,
    "sole_certified": True,
    "sole_inspected": True,
}
_CENTRAL: Json = {
    "performance": "central",
    "active_around": True,
    "own_premises": True,
    "licence_matches": True,
    "articles_match": True,
    "central_staff": True,
    "lists_filed": True,
    "inspected": True,
}
_OWN_PREMISES: Json = {"person": "natural", "own_premises": True, "lists_filed": False}


@dataclass(frozen=True, slots=True)
class Worked:
    """An example: the row that must apply, the rate it must come to, and what is told.

    ``work`` are facts of the work; a `Fraction` in it is a part of the gross turnover. ``beside``
    is a second part of the work, a fifth of the gross.
    """

    row: str
    rate: Fraction
    about: str
    work: Mapping[str, Any]
    contract: Mapping[str, Any] = field(default_factory=dict)
    contractor: Mapping[str, Any] = field(default_factory=dict)
    books: Mapping[str, Any] = field(default_factory=dict)
    beside: Mapping[str, Any] | None = None

    @property
    def natural(self) -> bool:
        """Whether the contractor is a natural person."""
        return self.contractor.get("person") == "natural"

    def due(self, gross: int) -> int:
        """Return what is due on so much, in rials, a half upwards."""
        return int(self.rate * gross + Fraction(1, 2))

    def facts(self, gross: int) -> Json:
        """Return the facts of a contract of so much, as they are filed."""
        aside = gross // 5 if self.beside is not None else 0
        parts = [_part("a", gross - aside, self.work)]
        parts += [_part("b", aside, self.beside)] if self.beside is not None else []
        told: Json = {
            "contract": {**_CONTRACT, **self.contract},
            "contractor": {**_CONTRACTOR, **self.contractor},
            "work": parts,
            "lists": {"within": {**_NO_LISTS, "number": 1, "wages": 1}, "outside": _NO_LISTS},
            "subcontracts": [],
        }
        return told | ({"books": dict(self.books)} if self.books else {})


def _part(code: str, gross: int, work: Mapping[str, Any]) -> Json:
    """Return a part of the work, what is told as parts of the gross in rials."""
    told = {
        name: int(one * gross) if isinstance(one, Fraction) else one for name, one in work.items()
    }
    return {"code": code, "gross": gross, **told}


def _services(machinery: str) -> Json:
    return {"subject": "services", "machinery_by": machinery}


def _works(materials: str, **others: Any) -> Json:
    return {"subject": "works", "materials_by": materials, **others}


def _ninth(premium: str) -> Fraction:
    """Return a premium in per cent with unemployment insurance of a ninth of it, as a rate."""
    return Fraction(premium) / 100 * Fraction(10, 9)


_SPLIT = {"split_certified": True, "mechanical": Fraction(3, 5), "manual": Fraction(2, 5)}
_SHARED = {
    "exclusive_materials": False,
    "assigner_materials_certified": True,
    "assigner_materials": Fraction(1, 2),
}
_TURNKEY = {
    "subject": "turnkey",
    "equipment_by_contractor": True,
    "amounts_separated": True,
    "equipment": Fraction(2, 3),
    "initial_gross": Fraction(1),
    "initial_equipment": Fraction(2, 3),
}
_DRIVEN = {"drivers": "owners", "drivers_insured": True}
_MINED = {"machinery_by": "contractor", "explosives_by_contractor": True}
_IT = {"subject": "it", "listed_trade": True}
_UNINSPECTED = {"status": "not-inspected"}

CIVIL = Worked("civil-executive", Fraction(66, 1000), "civil works", _works("contractor"), _CIVIL)
MECHANICAL = Worked("N1", _ninth("7"), "by machine", _services("contractor"))
MANUAL = Worked("N2", _ninth("15"), "by hand", _services("none"))
ALONE = Worked("natural-alone", Fraction(0), "one person alone", _services("none"), {}, _ALONE)
UNDERTAKEN = Worked(
    "books-not-inspected",
    _ninth("15") / 5,
    "IT, books not inspected; a fifth by hand",
    _IT,
    {},
    _CENTRAL,
    _UNINSPECTED,
    _services("none"),
)
OTHERS = (
    Worked(
        "civil-consultant", Fraction(156, 1000), "civil, consultant", {"subject": "design"}, _CIVIL
    ),
    Worked("N3", _ninth("10.2"), "3/5 by machine", {**_services("both"), **_SPLIT}),
    Worked(
        "N4",
        _ninth("10.2"),
        "own materials, 3/10",
        _works("contractor", contractor_materials=Fraction(3, 10)),
    ),
    Worked("N6", _ninth("10.5"), "assigner's materials, 1/2", _works("both", **_SHARED)),
    Worked(
        "N10",
        _ninth("1.2"),
        "purchase",
        {"subject": "purchase", "extra_work": False, "goods": "domestic"},
    ),
    Worked("N13", _ninth("4"), "turnkey", _TURNKEY),
    Worked("N14", _ninth("9.4"), "surveying", {"subject": "surveying"}),
    Worked("N15", _ninth("10.2"), "geotechnics", {"subject": "geotechnics"}),
    Worked("N16", _ninth("13.4"), "supervision", {"subject": "supervision"}),
    Worked(
        "N19-consultancy",
        _ninth("14"),
        "Housing Foundation",
        {"subject": "housing-foundation-consultancy"},
    ),
    Worked(
        "N21",
        _ninth("3"),
        "offshore rig",
        {"subject": "rig-offshore", "with_crew": True, "equipment_by_contractor": True},
    ),
    Worked("N24", _ninth("13"), "cleaning", {**_services("contractor"), "subject": "cleaning"}),
    Worked(
        "N25",
        Fraction(4, 100) * Fraction(43, 36),
        "goods haulage",
        {"subject": "goods-transport", **_DRIVEN},
    ),
    Worked(
        "N28",
        Fraction(5, 100) * Fraction(52, 45),
        "passengers",
        {"subject": "passenger-transport", **_DRIVEN},
    ),
    Worked("N30", _ninth("4.5"), "mine", {"subject": "mine", **_MINED}),
    Worked(
        "N35",
        _ninth("8.6"),
        "stevedoring",
        {"subject": "stevedoring", "split_certified": False},
    ),
    Worked(
        "health-post-own",
        _ninth("11.8"),
        "health post, no lists",
        {"subject": "health-post"},
        {},
        _OWN_PREMISES,
    ),
    Worked(
        "research-general",
        _ninth("7"),
        "research",
        {"subject": "research"},
        {},
        {"research_body": False},
    ),
)
"""Examples whose coefficient is fixed and which wait for their work then."""
