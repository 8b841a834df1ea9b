"""The schemas of a contract in the document: as it is said, and as all tell it."""

from collections.abc import Mapping
from typing import Any, Final

from hub.api.openapi.parts import Json, listed, record, text
from hub.contracts.part_readers import MOST_PARTS
from hub.contracts.parts import KINDS, MEMBERS, NEEDED
from hub.contracts.readers import MOST_RIALS, OPTIONAL
from schemas.canonical.contract import LATER
from schemas.canonical.subject import Subject

_DAY: Final = text("Jalali (1405/09/01) or Gregorian (2026-11-22).")
_RIALS: Final[Json] = {"type": "integer", "minimum": 0, "maximum": MOST_RIALS}
_NUMBER: Final = text(minLength=1, maxLength=50)
_MEMBERS: Final[Mapping[str, Json]] = {
    "number": _NUMBER,
    "clearance": _NUMBER,
    "signed_on": _DAY,
    "starts_on": _DAY,
    "ends_on": _DAY,
    "paid_on": _DAY,
    "released_on": _DAY,
    "amount_change": {"type": "integer", "minimum": -MOST_RIALS, "maximum": MOST_RIALS},
    "subject": text(minLength=1, maxLength=500),
    "gross": _RIALS | {"minimum": 1},
    "amount": _RIALS | {"minimum": 1},
    "materials": _RIALS,
    "withheld": _RIALS | {"description": "Kept for the SSO (Article 38); absent: not said."},
    "last": {"type": "boolean"},
    "contractor": text("A legal or a natural person's id.", pattern="^[0-9]{10,11}$"),
    "kind": {"enum": [*Subject]},
    "row": text(pattern="^[0-9]{1,8}$"),
    "branch": text(pattern="^[0-9]{1,4}$"),
}


def _list_of(name: str) -> Json:
    """Return the schema of one list of a contract."""
    members = {
        one: _MEMBERS[one] if one in NEEDED[name] else _or_null(_MEMBERS[one])
        for one in MEMBERS[name]
    }
    optional = tuple(one for one in MEMBERS[name] if one not in NEEDED[name])
    found = listed(record(members, optional=optional), maxItems=MOST_PARTS)
    return found | {"type": ["array", "null"]}


def _or_null(schema: Json) -> Json:
    """Return a schema that takes null too."""
    if "enum" in schema:
        return {"enum": [*schema["enum"], None]}
    return schema | {"type": [schema["type"], "null"]}


CONTRACT: Final = record(
    {
        "source_id": text(pattern="^[0-9A-Za-z-]{1,50}$"),
        "revision": {"type": "integer", "minimum": 1, "maximum": 2**31 - 1},
        "number": text(minLength=1, maxLength=100),
        "subject": text(minLength=1, maxLength=500),
        "assigner": text("A legal person's id.", pattern="^[0-9]{11}$"),
        "contractor": text("A legal or a natural person's id.", pattern="^[0-9]{10,11}$"),
        "amount": {"type": "integer", "minimum": 1, "maximum": 10**15},
        "currency": {"const": "IRR"},
        "signed_on": _DAY,
        "starts_on": _DAY,
        "ends_on": _DAY,
        "withdrawn": {"type": "boolean"},
        **{name: {"type": ["string", "null"]} for name in sorted(OPTIONAL)},
        "kind": {"enum": [*Subject, None], "description": "As in the table of coefficients."},
        "materials": _RIALS | {"type": ["integer", "null"]},
        **{name: _list_of(name) for name in KINDS},
    },
    optional=(*sorted(OPTIONAL), *LATER),
    says="As `docs/contracts.md` has it; every slip is told at once, in `problems`.",
)
_VALUE: Final[Any] = {"type": ["string", "integer", "boolean", "array", "null"]}
_STATED: Final = record({"value": _VALUE, "by": {"type": "integer", "minimum": 0}})
SHARED: Final = record(
    {
        "ocid": text(),
        "version": {"type": "integer", "minimum": 1},
        "withdrawn": {"type": "boolean"},
        "by": listed(
            record(
                {
                    "source": text("The register."),
                    "source_id": text("Its own name of the contract."),
                    "revision": {"type": "integer"},
                    "said_at": text(format="date-time"),
                },
                optional=("source_id",),
            )
        ),
        "fields": {"type": "object", "additionalProperties": _STATED},
        "disagreements": {"type": "object", "additionalProperties": listed(_STATED)},
        "withheld": listed(text("A field that the agreement does not grant.")),
    },
    optional=("withdrawn",),
    says="`by` of a value counts in the list `by`: who says it, and since when.",
)
