"""The body of a request: its octets, and the one JSON object that a REST door takes.

What is refused is named by field and rule. A member's name that no contract knows is never told
back: whoever misplaces a person's number may have put it there.
"""

import json
import math
import re
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Final, NoReturn, TypeVar

from pydantic import BaseModel, ValidationError
from starlette.requests import ClientDisconnect, Request

from hub.api.problems import TransportRefusal
from hub.errors import InvalidRequest
from schemas.canonical.identifiers import InvalidIdentifier
from schemas.canonical.nesting import is_deeper

if TYPE_CHECKING:
    from pydantic_core import ErrorDetails

M = TypeVar("M", bound=BaseModel)

BODY: Final = "body"
"""The field of a refusal that is about the body as a whole."""
DEEPEST: Final = 16
"""How many objects and arrays may stand in one another."""
_RULES: Final = {
    "missing": "json.missing",
    "extra_forbidden": "json.unknown",
    "string_too_short": "json.length",
    "string_too_long": "json.length",
    "too_short": "json.length",
    "too_long": "json.length",
    "string_pattern_mismatch": "json.pattern",
    "literal_error": "json.enumeration",
    "enum": "json.enumeration",
}
_NAME: Final = re.compile(r"[a-z_]{1,40}")


async def json_body(request: Request, max_bytes: int) -> tuple[bytes, dict[str, object]]:
    """Return the octets of a request without a query string, and the JSON object that they are.

    Raises `TransportRefusal` (``request.query``, ``request.content-type-json``,
    ``request.content-encoding``, ``request.too-large``, ``request.incomplete``) and
    `InvalidRequest` of the field ``body`` (``json.malformed``, ``json.object``, ``json.depth``,
    ``json.duplicate``). JSON is as RFC 8259 has it, in UTF-8 and without NaN, infinities, lone
    surrogates and members of one name.
    """
    if request.scope["query_string"]:
        raise TransportRefusal("request.query", 400)
    media_type = request.headers.get("content-type", "").partition(";")[0]
    if media_type.strip().lower() != "application/json":
        raise TransportRefusal("request.content-type-json", 415)
    check_coding(request)
    octets = await received(request, max_bytes)
    return octets, read_object(octets)


def check_coding(request: Request) -> None:
    """Return for a body that is sent as it is (RFC 9110 section 8.4).

    Raises `TransportRefusal` (``request.content-encoding``) for one that is packed.
    """
    if request.headers.get("content-encoding", "identity").strip().lower() != "identity":
        raise TransportRefusal("request.content-encoding", 415)


async def received(request: Request, max_bytes: int) -> bytes:
    """Return the octets of a body; a declared or actual excess is refused unread.

    Raises `TransportRefusal`: ``request.too-large``, ``request.incomplete``.
    """
    declared = request.headers.get("content-length", "0")
    if declared.isdecimal() and int(declared[:15]) > max_bytes:
        raise TransportRefusal("request.too-large", 413)
    chunks, size = [], 0
    try:
        async for chunk in request.stream():
            size += len(chunk)
            if size > max_bytes:
                raise TransportRefusal("request.too-large", 413)
            chunks.append(chunk)
    except ClientDisconnect:
        raise TransportRefusal("request.incomplete", 400) from None
    return b"".join(chunks)


def read_object(octets: bytes) -> dict[str, object]:
    """Return the JSON object in ``octets``; `InvalidRequest` of the field ``body``."""
    try:
        found = _JSON.decode(octets.decode())
        if b"\\u" in octets:  # an escape may name half a character
            json.dumps(found, ensure_ascii=False).encode()
    except RecursionError:
        raise InvalidRequest("json.depth", field=BODY) from None
    except ValueError:
        raise InvalidRequest("json.malformed", field=BODY) from None
    if not isinstance(found, dict):
        raise InvalidRequest("json.object", field=BODY)
    if octets.count(b"{") + octets.count(b"[") > DEEPEST and is_deeper(found, DEEPEST):
        raise InvalidRequest("json.depth", field=BODY)
    return found


def as_model(model: type[M], found: Mapping[str, object]) -> M:
    """Return ``found`` as ``model``: of JSON's own types, no member beyond the model's.

    Raises `InvalidRequest` for the first thing that is wrong, with its path as the field
    (``person.national_id``, ``fields.0``; of an unknown member the object it stands in) and a rule
    (``json.missing``, ``json.unknown``, ``json.type``, ``json.length``, ``json.pattern``,
    ``json.enumeration``, or that of the identifier which a validator of the model refused).
    """
    try:
        return model.model_validate_json(json.dumps(found), strict=True, extra="forbid")
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
    raise InvalidRequest(_rule(first), field=_path(first))


def _rule(error: "ErrorDetails") -> str:
    cause = error.get("ctx", {}).get("error")
    if isinstance(cause, InvalidIdentifier):
        return cause.rule
    return _RULES.get(error["type"], "json.type")


def _path(error: "ErrorDetails") -> str:
    """Return where an error is, as far as the names on the way are such as a model has."""
    steps = error["loc"][:-1] if error["type"] == "extra_forbidden" else error["loc"]
    known = []
    for step in steps:
        if isinstance(step, str) and _NAME.fullmatch(step) is None:
            break
        known.append(str(step))
    return ".".join(known) or BODY


def _members(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """Return an object whose members all have names of their own."""
    found = dict(pairs)
    if len(found) != len(pairs):
        raise InvalidRequest("json.duplicate", field=BODY)
    return found


def _finite(text: str) -> float:
    number = float(text)
    if not math.isfinite(number):
        raise ValueError("beyond any number")
    return number


def _no_number(_: str) -> NoReturn:
    raise ValueError("not a number")


_JSON: Final = json.JSONDecoder(
    object_pairs_hook=_members, parse_float=_finite, parse_constant=_no_number
)
