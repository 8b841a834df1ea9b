"""Agreement files for tests: one that is sound, and what it becomes when it is changed."""

from collections.abc import Mapping
from datetime import UTC, datetime
from functools import cache
from importlib.resources import files

from hub.policy.agreements import INTERNAL, Agreements, load_agreements
from hub.policy.agreements_model import Key, Task
from hub.policy.fields import Fields, load_fields

NOON = datetime(2026, 11, 22, 8, 30, tzinfo=UTC)
KEY = Key(INTERNAL, Task("service", "registration"), "identity-check", "civil_registry")
SOUND = {
    "consumer": '"sso-services"',
    "service": '"registration"',
    "purpose": '"identity-check"',
    "provider": '"civil_registry"',
    "article": '"Social Security Act, Article 34"',
    "fields": '[{name = "person.family_name", transform = "whole"},'
    ' {name = "person.birth_date", transform = "age-band"}]',
    "maximum_age": '"PT24H"',
    "quota": "{per_minute = 60, per_day = 1000}",
    "allowed_hours": '["07:00-21:00"]',
    "delivery": '"inquiry"',
    "signed": "false",
    "valid_from": "2026-03-21",
    "valid_until": "2027-03-20",
    "approver": '"legal office"',
}


@cache
def fields() -> Fields:
    """Return the shipped list of fields."""
    return load_fields((files("hub.policy") / "fields.toml").read_text("utf-8"))


def written(changes: Mapping[str, str | None] | None = None) -> str:
    """Return the sound file with ``changes``; a key that is None is left out."""
    table = {**SOUND, **(changes or {})}
    return "\n".join(f"{key} = {value}" for key, value in table.items() if value is not None)


def loaded(*changes: Mapping[str, str | None]) -> Agreements:
    """Return the agreements ``1.toml``, ``2.toml`` and so on, each the sound one with changes."""
    texts = {f"{number}.toml": written(one) for number, one in enumerate(changes, 1)}
    return load_agreements(texts, fields())
