"""Inquiries as a consumer's programme sends them over REST, and a house that takes them."""

import json
from collections.abc import Mapping
from typing import Any

from hub.api.forms.contract import Form, Group, Leaf, form_of, member_name
from tests.kit import article37, clearances, commerce_card

DEED = form_of("hub/v1/article37.xsd", "InquireDebtRequest")
CARD = form_of("hub/v1/commerce-card.xsd", "InquireClearanceRequest")
CLEARANCE = form_of("hub/v1/article38.xsd", "RequestClearanceRequest")


def body_of(fields: Mapping[str, str]) -> dict[str, Any]:
    """Return the JSON object of a request's fields by path, as `tests.kit` writes them."""
    root: dict[str, Any] = {}
    for path, text in fields.items():
        *groups, leaf = map(member_name, path.split("/"))
        found = root
        for group in groups:
            found = found.setdefault(group, {})
        found[leaf] = text == "true" if text in {"true", "false"} else text
    return root


def written(body: Mapping[str, Any]) -> bytes:
    """Return a body's octets."""
    return json.dumps(body, ensure_ascii=False).encode()


DEED_BODY = body_of(article37.NAMED_REQUEST)
CARD_BODY = body_of(commerce_card.FIRM_REQUEST)
CLEARANCE_BODY = body_of(clearances.REQUEST)


def leaves(form: Form) -> list[tuple[str, Leaf]]:
    """Return every leaf of a form with its path."""
    return list(_leaves(form.group, ""))


def _leaves(group: Group, above: str) -> Any:
    for name, member in group.members.items():
        path = f"{above}{name}"
        if isinstance(member.shape, Group):
            yield from _leaves(member.shape, f"{path}.")
        else:
            yield path, member.shape
