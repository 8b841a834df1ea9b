"""Requests about synthetic people, and what they are answered, as it was recorded.

The people are those whom the simulated agencies know; what differs every time (times, ids,
receipts) was recorded once.
"""

import json
from functools import cache
from importlib.resources import files
from typing import Any


def shown(name: str) -> tuple[Any, Any]:
    """Return the request and the answer of the operation ``name``; None for what there is not."""
    found = recorded().get(name, {})
    return found.get("request"), found.get("answer")


@cache
def recorded() -> dict[str, dict[str, Any]]:
    """Return everything recorded, by the name of the operation."""
    text = (files("hub.api.openapi") / "examples.json").read_text("utf-8")
    found: dict[str, dict[str, Any]] = json.loads(text)
    return found
