"""Contracts for the tests: a plain one, changed by names, so that an example says what matters."""

from dataclasses import replace
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Any

from hub.usecases.article38.model import Table
from hub.usecases.article38.table_parse import parse_table
from schemas.canonical.assessment import (
    Books,
    By,
    Contract,
    Contractor,
    Facts,
    Form,
    Lists,
    ListTotals,
    MainContract,
    Performance,
    Person,
    Place,
    SpecialEmployer,
    SubContract,
    Work,
)
from schemas.canonical.money import Rials
from schemas.canonical.subject import Subject

TODAY = date(2026, 11, 22)
GROSS = Rials(9_000_000)
"""So many that a ninth of every premium is a whole rial."""
NO_LISTS = ListTotals(0, Rials(0), Rials(0), Rials(0))
A_LIST = ListTotals(1, Rials(1), Rials(0), Rials(0))
"""A list was filed, and its premium is too small to count."""

CONTRACT = Contract(
    place=Place.INSIDE,
    assigner_iranian=True,
    main=MainContract.NONE,
    price_list=False,
    type_terms=False,
    capital_funds=False,
    special_employer=SpecialEmployer.NONE,
)
DISPERSED = Contractor(
    person=Person.LEGAL,
    iranian=True,
    performance=Performance.DISPERSED,
    state_body=False,
    other_fund=False,
)
CIVIL: dict[str, Any] = {"price_list": True, "type_terms": True, "capital_funds": True}
FIXED: dict[str, Any] = {
    "performance": "central",
    "active_around": True,
    "own_premises": True,
    "licence_matches": True,
    "lists_filed": True,
    "inspected": True,
}
"""What makes a contractor a fixed workshop; a firm's articles have to match besides."""


@cache
def shipped_text() -> str:
    """Return the shipped table's text."""
    return (files("hub.usecases.article38") / "coefficients.toml").read_text("utf-8")


@cache
def table(**chosen: str) -> Table:
    """Return the shipped table, with other words chosen where ``chosen`` names them."""
    text = shipped_text()
    for name, word in chosen.items():
        head, _, tail = text.partition(f"[choice.{name}]\n")
        _, _, rest = tail.partition("\n")
        text = f'{head}[choice.{name}]\nchosen = "{word}"\n{rest}'
    return parse_table("coefficients.toml", text)


def work(subject: str, gross: int = GROSS, code: str = "a", **known: Any) -> Work:
    """Return a part of the work; words are taken for what they stand for."""
    return Work(code=code, subject=Subject(subject), gross=Rials(gross), **_meant(Work, known))


def contract(**known: Any) -> Contract:
    """Return the plain contract with what is ``known`` otherwise."""
    return replace(CONTRACT, **_meant(Contract, known))


def contractor(**known: Any) -> Contractor:
    """Return the plain contractor, a firm that works dispersed, with what is otherwise."""
    return replace(DISPERSED, **_meant(Contractor, known))


def books(**known: Any) -> Books:
    """Return what is known of the books."""
    return Books(**_meant(Books, known))


def lists(premium: int, unemployment: int = 0, wages: int = 1, number: int = 1) -> ListTotals:
    """Return some months' lists."""
    return ListTotals(number, Rials(wages), Rials(premium), Rials(unemployment))


def facts(
    *works: Work,
    contract: Contract = CONTRACT,
    contractor: Contractor = DISPERSED,
    within: ListTotals | None = A_LIST,
    outside: ListTotals | None = NO_LISTS,
    **known: Any,
) -> Facts:
    """Return a contract's facts: a list was filed, and there is no sub-contractor."""
    central, others = known.pop("central", None), known.pop("others", None)
    told = Lists(within=within, outside=outside, central=central, subcontractors=others)
    return Facts(
        contract=contract,
        contractor=contractor,
        work=works,
        lists=told,
        **{"subcontracts": (), **known},
    )


def subcontract(
    form: Form, turnover: int, paid: int = 0, part: str = "a", **known: Any
) -> SubContract:
    """Return a sub-contract that counts, but for what is ``known`` otherwise."""
    counts = {"matches": True, "confirmed": True, "cleared": True}
    return SubContract(
        part=part, form=form, turnover=Rials(turnover), paid=Rials(paid), **{**counts, **known}
    )


def _meant(model: type, known: dict[str, Any]) -> dict[str, Any]:
    """Return ``known`` with its words as members of their kinds."""
    return {name: _member(model, name, value) for name, value in known.items()}


def _member(model: type, name: str, value: Any) -> Any:
    if not isinstance(value, str):
        return value
    hint = model.__dataclass_fields__[name].type  # type: ignore[attr-defined]  # all are dataclasses
    (kind,) = [one for one in hint.__args__ if one is not type(None)]
    return kind(value)


CONTRACTOR, ASSIGNER, BOTH, NONE = By.CONTRACTOR, By.ASSIGNER, By.BOTH, By.NONE
