"""What a reader of a file is told: the fields that his agreement grants, and no others; pure."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any, Final

from hub.clearing.money import CONTRADICTIONS, WITHHOLDING
from hub.policy.agreements_disclose import Grant
from hub.policy.agreements_model import Transform
from hub.usecases.article38.assessment import Fixed
from hub.usecases.article38.file.acts import Correspondent
from hub.usecases.article38.file.contents import File, Recorded
from hub.usecases.article38.file.due import Deadline, deadlines, due_on
from hub.usecases.article38.file.form import write_act
from hub.usecases.article38.file.periods import Periods
from hub.usecases.article38.file.statuses import STATUS_WORDS, FileStatus
from hub.usecases.article38.model import Obligation
from hub.usecases.article38.record import write_fixed
from schemas.canonical.dates import jalali, tehran_stamp

Json = dict[str, Any]

ROW: Final = "contract.row"
STATUS: Final = "file.status"
WORKSHOPS: Final = "file.workshops"
COEFFICIENT: Final = "file.coefficient"
OBLIGATIONS: Final = "file.obligations"
ACTS: Final = "file.acts"
OVERDUE: Final = "file.overdue"
_MEMBERS: Final = {
    ROW: "row",
    STATUS: "status",
    WORKSHOPS: "workshops",
    COEFFICIENT: "coefficient",
    OBLIGATIONS: "obligations",
    "file.due": "due",
    "file.paid": "paid",
    "file.undertaking": "undertaking",
    "file.deadlines": "deadlines",
    WITHHOLDING: "withholding",
    CONTRADICTIONS: "contradictions",
    ACTS: "acts",
    OVERDUE: "overdue",
}


@dataclass(frozen=True, slots=True)
class Answer:
    """What is told: the octets (JSON, UTF-8), the form of each told field, and what is withheld."""

    octets: bytes
    forms: Mapping[str, str]
    withheld: tuple[str, ...]


def tell(grant: Grant, ocid: str, values: Mapping[str, Any], on: date, **beside: Any) -> Answer:
    """Return ``values`` by field as far as ``grant`` tells them on a day (Tehran).

    What is more than one value is told whole or not at all. ``beside`` are members that name what
    the caller said himself.
    """
    told: Json = {"ocid": ocid, **beside}
    forms: dict[str, str] = {}
    for name, value in values.items():
        granted = grant.agreement.fields.get(name)
        if granted is None or (isinstance(value, dict | list) and granted is not Transform.WHOLE):
            continue
        told[_MEMBERS[name]] = value if value is None else grant.tellers[name][1](value, on)
        forms[name] = str(granted)
    withheld = tuple(sorted(values.keys() - forms.keys()))
    told["withheld"] = list(withheld)
    return Answer(written(told), forms, withheld)


def values_of(
    file: File, acts: Iterable[Recorded], *, on: date, periods: Periods, served: date | None
) -> Json:
    """Return all that a file stands at on a day, by field.

    ``served`` is the day on which its contractor was told what was calculated last.
    """
    row = file.allocated
    fixed = file.coefficient
    return {
        STATUS: status_of(file.status) | {"clearance": _clearance(file)},
        ROW: {"row": row.row, "branch": row.branch},
        WORKSHOPS: {
            "contractor": _correspondent(row.contractor),
            "assigner": _correspondent(row.assigner),
        },
        COEFFICIENT: coefficient_of(fixed.fixed) if fixed else None,
        OBLIGATIONS: [obligation(one) for one in fixed.obligations] if fixed else [],
        "file.due": due_on(file, on, periods),
        "file.paid": file.paid,
        "file.undertaking": bool(file.undertaken),
        "file.deadlines": [_deadline(one, on) for one in deadlines(file, on, periods, served)],
        ACTS: [act_of(one) for one in acts],
    }


def status_of(status: FileStatus) -> Json:
    """Return a status: its code, and what that means in Persian and in English."""
    return {"code": status.value, **STATUS_WORDS[status]._asdict()}


def _clearance(file: File) -> Json | None:
    """Return the newest clearance, and what became of it: its state, why and since when."""
    if not file.clearances:
        return None
    one = file.clearances[-1]
    return {
        "number": one.number,
        "stage": one.stage.value,
        "state": one.state.value,
        "reason": one.reason.value if one.reason else None,
        "since": tehran_stamp(one.since) if one.since else None,
        "supersedes": one.earlier[-1] if one.earlier else None,
    }


def act_of(one: Recorded) -> Json:
    """Return an act with its number, its name, and when it was taken (Tehran)."""
    kind, body = write_act(one.act)
    return {
        "number": one.number,
        "act": kind,
        "at": tehran_stamp(one.at),
        "body": json.loads(body),
    }


def coefficient_of(fixed: Fixed) -> Json:
    """Return a coefficient as it was fixed: rows with exact rates and sources, and the estimate."""
    found = write_fixed(fixed)
    return {
        "version": fixed.version,
        "on": day(fixed.on),
        "parts": found["parts"],
        "estimate": {**found["estimate"], "total": fixed.estimate.total},
    }


def obligation(one: Obligation) -> Json:
    """Return an obligation: whose it is, its words in both languages, and its source."""
    return {
        "code": one.code,
        "party": one.party.value,
        **one.text._asdict(),
        "citation": one.citation,
        "confidence": one.confidence.value,
    }


def day(on: date) -> Json:
    """Return a day in both calendars."""
    return {"gregorian": on.isoformat(), "jalali": jalali(on)}


def written(told: Mapping[str, Any] | str | None) -> bytes:
    """Return an answer's octets: the same for the same answer."""
    return json.dumps(told, ensure_ascii=False, separators=(",", ":")).encode()


def _correspondent(party: Correspondent) -> Json:
    return {**asdict(party.workshop), "account_since": day(party.account_since)}


def _deadline(one: Deadline, on: date) -> Json:
    return {
        "what": one.what,
        "last": day(one.last),
        "met": day(one.met) if one.met else None,
        "late": one.late(on),
        "citation": one.term.citation,
        "confidence": one.term.confidence.value,
    }
