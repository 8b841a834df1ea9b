"""The papers read one after the other, without anything compiled: what the gate must agree with."""

import json
import tomllib
from collections.abc import Mapping
from datetime import date, time, timedelta
from functools import cache
from importlib.resources import files
from typing import Any

from schemas.canonical.case import InboundRequest
from tests.kit.policy import shipped
from tests.unit.hub.policy.gate import Refused

Table = dict[str, Any]
TEHRAN_IS_AHEAD = timedelta(hours=3, minutes=30)


@cache
def use_cases() -> dict[str, Table]:
    """Return the shipped agreements of inquiries as they stand in their files."""
    texts = shipped("agreements").items()
    tables = {file: tomllib.loads(text) for file, text in texts}
    return {file: table for file, table in tables.items() if needs(table.get("use_case", ""))}


@cache
def needs(code: str) -> list[Table]:
    """Return what a passport says that it needs; nothing where there is no such passport."""
    text = shipped("passports").get(f"{code}.toml")
    return tomllib.loads(text).get("needs", []) if text else []


@cache
def flags() -> frozenset[str]:
    """Return the fields that are a yes or a no by themselves."""
    listed = tomllib.loads((files("hub.policy") / "fields.toml").read_text("utf-8"))
    every = (one for provider in listed.values() for one in provider["fields"].items())
    return frozenset(name for name, one in every if one["kind"] == "flag")


def read_naively(asked: InboundRequest, agreements: Mapping[str, Table]) -> Refused | None:
    """Return why the papers, read one after the other, do not let a request pass."""
    if not needs(asked.duty):
        return Refused("service.unknown")
    for need in needs(asked.duty):
        why = _need_naively(asked, need, agreements)
        if why:
            return why
    return None


def _need_naively(
    asked: InboundRequest, need: Table, agreements: Mapping[str, Table]
) -> Refused | None:
    here = (asked.received_at + TEHRAN_IS_AHEAD).replace(tzinfo=None)
    words = (asked.consumer.code, asked.duty, need["purpose"], need["agency"])
    keys = ("consumer", "use_case", "purpose", "provider")
    signed_ones = [one for one in agreements.values() if tuple(one[key] for key in keys) == words]
    if not signed_ones:
        return Refused("agreement.none")
    held = [one for one in signed_ones if one["valid_from"] <= here.date() <= one["valid_until"]]
    if not held:
        return Refused("agreement.not-in-force")
    (one,) = held
    if not any(_within(span, here.time()) for span in one["allowed_hours"]):
        return Refused("agreement.hours")
    if one["delivery"] != "inquiry":
        return Refused("agreement.delivery")
    if one["signed"] and not asked.signed:
        return Refused("agreement.signature")
    forms = {field["name"]: field["transform"] for field in one["fields"]}
    for name in need["fields"]:
        if forms.get(name) != "whole" and not (name in forms and name in flags()):
            return Refused("agreement.field", name)
    return None


def _within(span: str, hour: time) -> bool:
    begins, ends = span.split("-")
    return begins <= hour.strftime("%H:%M") < ends


def toml(value: Any) -> str:
    """Return a value as TOML."""
    match value:
        case dict():
            return "{" + ", ".join(f"{key} = {toml(one)}" for key, one in value.items()) + "}"
        case list():
            return "[" + ", ".join(toml(one) for one in value) + "]"
        case date():
            return value.isoformat()
        case _:
            return json.dumps(value, ensure_ascii=False)
