"""What is wrong with a told act, in the stable words of the REST doors."""

from typing import Final

from hub.api.forms.body import BODY
from hub.api.problems import words_of_rules
from hub.errors import InvalidRequest

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


def in_rules(slip: InvalidRequest) -> InvalidRequest:
    """Return the same refusal with a rule that has words; what has none is of another type."""
    rule = slip.rule or ""
    if rule not in words_of_rules():
        found = (to for begins, to in _BEGINNINGS.items() if rule.startswith(begins))
        rule = next(found, "json.type")
    field = slip.field if slip.field and slip.field != "$" else BODY
    return InvalidRequest(rule, field=field)
