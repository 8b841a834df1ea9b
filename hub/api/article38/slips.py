"""What is wrong with a told act, in the stable words of the REST doors."""

from typing import Final

from hub.api.forms.body import BODY
from hub.api.problems import words_of_rules
from hub.errors import InvalidRequest
from hub.usecases.article38.file.acts import Told
from hub.usecases.article38.file.form import read_told

_BEGINNINGS: Final = {
    "is missing": "json.missing",
    "unknown member": "json.unknown",
    "must be one of": "json.enumeration",
    "no act that is told": "json.enumeration",
    "must not be empty": "json.length",
    "must be a day": "day.no-such-day",
    "must be a whole number": "json.amount",
}
"""How the sentences of the file's own reader begin, by the rules that they are."""


def told_act(found: dict[str, object]) -> Told:
    """Return the act in the JSON object of a body: ``act`` names it, the rest are its members.

    Raises `InvalidRequest` with the path of what is wrong and a rule that has words, and
    `ActRefused` for an allocation to parties that cannot be told electronically.
    """
    members = dict(found)
    kind = members.pop("act", None)
    if kind is None:
        raise InvalidRequest("json.missing", field="act")
    if not isinstance(kind, str):
        raise InvalidRequest("json.type", field="act")
    try:
        return read_told(kind, members)
    except InvalidRequest as slip:
        raise _in_rules(slip) from None


def _in_rules(slip: InvalidRequest) -> InvalidRequest:
    """Return the same refusal with a rule that has words; what has none is of another type."""
    rule = slip.rule or ""
    if rule not in words_of_rules():
        found = (to for begins, to in _BEGINNINGS.items() if rule.startswith(begins))
        rule = next(found, "json.type")
    field = slip.field if slip.field and slip.field != "$" else BODY
    return InvalidRequest(rule, field=field)
