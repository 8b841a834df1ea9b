"""The worked examples in ``examples.toml``, and how one is held against the reckoning."""

import tomllib
from fractions import Fraction
from pathlib import Path
from typing import Any, NamedTuple

from hub.usecases.article38.assessment import Assessment, assess
from schemas.canonical.money import Rials
from tests.unit.hub.usecases.article38 import facts as kit

_TABLES = ("contract", "contractor", "books", "chosen")
_AS: dict[str, dict[str, Any]] = {
    "civil": {"contract": {"price_list": True, "type_terms": True, "capital_funds": True}},
    "natural": {"contractor": {"person": "natural"}},
    "alone": {
        "contractor": {
            "performance": "alone",
            "sole_in_text": True,
            "sole_certified": True,
            "sole_inspected": True,
        }
    },
    "workshop": {
        "contractor": {
            "performance": "central",
            "active_around": True,
            "own_premises": True,
            "licence_matches": True,
            "articles_match": True,
            "central_staff": True,
            "lists_filed": True,
            "inspected": True,
        }
    },
    "books": {
        "books": {
            "status": "inspected",
            "contract_listed": True,
            "continuing": False,
            "listed_amount": 9_000_000,
        }
    },
}
"""What a word of ``as`` stands for; what the example says itself outweighs it."""


class Example(NamedTuple):
    """What a contract of nine million rials must come to; amounts in rials."""

    row: str
    premium: int
    unemployment: int
    facts: dict[str, Any]


def examples() -> list[Example]:
    """Return all examples in their order."""
    text = Path(__file__).with_suffix(".toml").read_text("utf-8")
    return [Example(*one) for one in tomllib.loads(text)["example"]]


def told(one: Example) -> dict[str, dict[str, Any]]:
    """Return the facts of an example by their tables; those of the work under ``work``."""
    own = dict(one.facts)
    tables: dict[str, dict[str, Any]] = {name: {} for name in (*_TABLES, "work")}
    for word in own.pop("as", ()):
        for name, group in _AS[word].items():
            tables[name] |= group
    for name in _TABLES:
        tables[name] |= own.pop(name, {})
    own.pop("assigner", None)
    tables["wages"] = {"wages": own.pop("wages", 1)}
    if "exempt_share" in own:
        own["exempt_share"] = Fraction(own["exempt_share"])
    tables["work"] = own
    return tables


def found(one: Example) -> Assessment:
    """Return what the shipped table makes of an example."""
    tables = told(one)
    facts = kit.facts(
        kit.work(**tables["work"]),
        contract=kit.contract(**tables["contract"]),
        contractor=kit.contractor(**tables["contractor"]),
        books=kit.books(**tables["books"]),
        within=kit.lists(0, 0, Rials(tables["wages"]["wages"])),
    )
    return assess(facts, kit.table(**tables["chosen"]), kit.TODAY)
