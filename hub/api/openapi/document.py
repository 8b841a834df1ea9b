"""The whole document, for the doors that a house has."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Final

from hub.api.openapi import (
    answers,
    contract_files,
    identity,
    inquiries,
    lookups,
    overdue_files,
    paper_forms,
    public,
    receipts,
    reconciliation,
    refusals,
    shared_contracts,
)
from hub.api.openapi.headers import HEADERS, PARAMETERS
from hub.api.openapi.inquiries import UseCase
from hub.api.openapi.parts import Json, Operation, parameter
from hub.lookups.base import Lookup

VERSION: Final = "1.0.0"
"""Of the contract: a break is a new major number, and a new path."""
_SAYS: Final = """The REST doors of Peyvand, the exchange hub of the Social Security Organization.

* JSON names are snake_case, money is whole rials, instants are RFC 3339 with an offset, days of
  the law stand in both calendars.
* What a caller may ask and is told stands in its agreements; what no agreement grants is denied.
* No number or name of a person ever stands in an address.
* A refusal is problem details (RFC 9457): `type` and `code` are stable, `title` is English,
  `title_fa` Persian, and `instance` finds it in our log.
* Every request is part of a trace (W3C Trace Context); every answer names it."""
_TAGS: Final = {
    lookups.TAG: ("استعلام خدمات سازمان", "Facts of the registries, as far as agreed."),
    inquiries.TAG: ("استعلام دستگاه‌ها", "Use cases of other agencies, each with its legal clock."),
    contract_files.TAG: ("پرونده‌های مادهٔ ۳۸", "Files of contracts under Article 38."),
    shared_contracts.TAG: ("پایگاه جامع قراردادها", "Contracts that registers share."),
    receipts.TAG: ("رسیدها", "What the hub signed for a caller."),
    public.CERTIFICATES: ("گواهی‌ها", "Issued certificates, by their number."),
    public.PUBLISHED: ("داده‌های عمومی", "What anyone may mirror."),
    identity.TAG: ("هویت", "How a caller proves who it is."),
}


@dataclass(frozen=True, slots=True)
class Offered:
    """The doors of a house that are not in every house: its lookups and its use cases."""

    lookups: tuple[Lookup[Any], ...]
    use_cases: tuple[UseCase, ...]


def document(offered: Offered, public_url: str) -> Json:
    """Return the document of a house that answers under ``public_url``."""
    found = operations(offered)
    return {
        "openapi": "3.1.0",
        "info": {"title": "Peyvand", "version": VERSION, "description": _SAYS},
        "servers": [{"url": public_url}],
        "tags": [
            {"name": name, "description": en, "x-title-fa": fa}
            for name, (fa, en) in _TAGS.items()
            if any(one.tag == name for one in found)
        ],
        "paths": _paths(found),
        "components": {
            "schemas": dict(sorted(_schemas(offered).items())),
            "headers": HEADERS,
            "parameters": PARAMETERS,
            "examples": refusals.examples(),
            "securitySchemes": identity.SECURITY,
        },
    }


def operations(offered: Offered) -> tuple[Operation, ...]:
    """Return the operations of a house, in the order in which they are shown."""
    return (
        *lookups.operations(offered.lookups),
        *inquiries.operations(offered.use_cases),
        *contract_files.operations(),
        *overdue_files.operations(),
        *paper_forms.operations(),
        *shared_contracts.operations(),
        *reconciliation.operations(),
        *receipts.operations(),
        *public.operations(),
        *identity.operations(),
    )


def _schemas(offered: Offered) -> dict[str, Json]:
    return {
        **answers.schemas(),
        **lookups.schemas(offered.lookups),
        **inquiries.schemas(offered.use_cases),
        **contract_files.schemas(),
        **overdue_files.schemas(),
        **paper_forms.schemas(),
        **shared_contracts.schemas(),
        **reconciliation.schemas(),
    }


def _paths(found: Iterable[Operation]) -> Json:
    paths: Json = {}
    for one in found:
        paths.setdefault(one.path, {})[one.method] = _operation(one)
    return paths


def _described(one: Operation) -> Json:
    """Return what is said of an operation beyond its summary, in English and in Persian."""
    if one.description is None:
        return {}
    fa, en = one.description
    return {"description": en, "x-description-fa": fa}


def _operation(one: Operation) -> Json:
    fa, en = one.summary
    told: Json = {
        "operationId": one.name,
        "tags": [one.tag],
        "summary": en,
        "x-summary-fa": fa,
        **_described(one),
        "parameters": [parameter(p) if isinstance(p, str) else p for p in one.parameters],
        **({"requestBody": one.body} if one.body is not None else {}),
        "responses": {**one.answers, **refusals.responses(one.refusals)},
    }
    return told | {"security": identity.PROVEN if one.secured else []}
