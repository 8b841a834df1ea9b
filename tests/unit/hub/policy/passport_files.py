"""Passports as files, and what changes in them."""

from collections.abc import Mapping
from datetime import date

from hub.policy.fields import Fields, load_fields
from hub.policy.passports import Passport, WrongPassports, load_passports
from hub.policy.problems import Problem

FIELDS: Fields = load_fields(
    """
    [registry]
    title = "سازمان ثبت"
    [registry.fields]
    "person.alive" = { kind = "flag", title = "در قید حیات بودن" }
    "person.given_name" = { kind = "name", title = "نام" }
    """
)
LINES: Mapping[str, str] = {
    "code": '"some-service"',
    "audience": '["insured"]',
    "channels": '["portal", "app"]',
    "presence": '"remote"',
    "legal_basis": '[{ act = "social-security", article = "37" }]',
    "fee": '"unknown"',
    "deadline": '{ days = 3, from = "request" }',
    "window": '"none"',
    "review": '{ last = "1405/05/20", next = "1406/05/20" }',
    "documents": '"none"',
    "steps": '[{ fa = "وارد شوید.", en = "Sign in." }]',
    "needs": '[{ agency = "registry", fields = ["person.alive"], purpose = "some-purpose" }]',
    "title": '{ fa = "خدمتی", en = "Some service" }',
    "owner": '{ fa = "دفتری", en = "Some office" }',
}
"""A sound passport: its keys, and their values as TOML."""
AUGUST = date(2026, 8, 11)


def text(*without: str, **lines: str) -> str:
    """Return a passport's file, some of its lines another or left out."""
    kept = {key: value for key, value in {**LINES, **lines}.items() if key not in without}
    return "\n".join(f"{key} = {value}" for key, value in kept.items())


def read(*without: str, **lines: str) -> Passport:
    """Return the passport that a file is read as."""
    (found,) = load_passports({"some-service.toml": text(*without, **lines)}, FIELDS)
    return found


def faults(texts: Mapping[str, str] | str, fields: Fields = FIELDS) -> list[Problem]:
    """Return what is wrong in files, or in the one sound passport's file."""
    given = {"some-service.toml": texts} if isinstance(texts, str) else texts
    try:
        load_passports(given, fields)
    except WrongPassports as wrong:
        return list(wrong.problems)
    return []


def key_and_rule(found: list[Problem]) -> list[tuple[str, str]]:
    """Return the keys and rules of faults."""
    return [(one.key, one.rule) for one in found]
