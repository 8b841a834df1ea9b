"""How the commands on agreements say what they found: in words, and as facts for JSON."""

from collections.abc import Iterable
from datetime import date

import typer

from hub.policy.agreements import Agreements
from hub.policy.agreements_diff import Change
from hub.policy.agreements_model import Agreement
from hub.policy.agreements_words import in_english, in_persian
from hub.policy.fields import Fields

IN_FORCE = "in force"


def standing_of(agreements: Agreements, agreement: Agreement, on: date) -> str:
    """Return how an agreement stands on a day, in words."""
    if on < agreement.valid_from:
        return f"begins on {agreement.valid_from}"
    if on > agreement.valid_until:
        return f"ended on {agreement.valid_until}"
    within = agreements.ends_within(agreement, on)
    if within is None:
        return IN_FORCE
    return f"ends within {within} days, on {agreement.valid_until}, and nothing follows it"


def facts_of(agreement: Agreement, standing: str) -> dict[str, object]:
    """Return an agreement as JSON values."""
    return {
        "name": agreement.name,
        **agreement.canonical,
        "digest": agreement.digest,
        "standing": standing,
    }


def show_changes(changes: Iterable[Change], fields: Fields) -> None:
    """Print each change, in English and below it in Persian."""
    for one in changes:
        typer.echo(f"{in_english(one)}\n  {in_persian(one, fields)}")


def change_facts(change: Change, fields: Fields) -> dict[str, object]:
    """Return a change as JSON values."""
    key = change.key
    return {
        "consumer": key.consumer,
        key.task.kind: key.task.code,
        "purpose": key.purpose,
        "provider": key.provider,
        "what": change.what,
        "field": change.field,
        "old": change.old,
        "new": change.new,
        "english": in_english(change),
        "persian": in_persian(change, fields),
    }
