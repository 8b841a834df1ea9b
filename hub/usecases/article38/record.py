"""A coefficient that was fixed, as JSON that a database can keep and read again, exactly.

Fractions are written as ``7/100``, days as ISO 8601, amounts as whole numbers of rials.
"""

from collections.abc import Mapping
from dataclasses import asdict
from datetime import date
from fractions import Fraction
from typing import Any

from hub.usecases.article38.assessment import Amount, Fixed, Kept
from hub.usecases.article38.model import Confidence, Outcome, Slice, Words

VERSION = 1
"""Of this form; it changes when a reader of the old one would err."""


def write_fixed(fixed: Fixed) -> dict[str, Any]:
    """Return what is fixed as a tree that JSON can hold."""
    return {
        "record": VERSION,
        "version": fixed.version,
        "on": fixed.on.isoformat(),
        "parts": [_part(one) for one in fixed.parts],
        "estimate": asdict(fixed.estimate),
    }


def read_fixed(record: Mapping[str, Any]) -> Fixed:
    """Return what was fixed from what `write_fixed` wrote.

    Raises ``ValueError`` for a record of another form.
    """
    if record.get("record") != VERSION:
        raise ValueError("not a fixed coefficient of this form")
    return Fixed(
        record["version"],
        date.fromisoformat(record["on"]),
        tuple(map(_kept, record["parts"])),
        Amount(**record["estimate"]),
    )


def _part(kept: Kept) -> dict[str, Any]:
    return {
        "part": kept.part,
        "row": kept.row,
        "title": kept.title._asdict(),
        "outcome": kept.outcome.value,
        "path": list(kept.path),
        "rates": [_rate(one) for one in kept.rates],
        "citation": kept.citation,
        "confidence": kept.confidence.value,
    }


def _kept(part: Mapping[str, Any]) -> Kept:
    return Kept(
        part=part["part"],
        row=part["row"],
        title=Words(**part["title"]),
        outcome=Outcome(part["outcome"]),
        path=tuple(part["path"]),
        rates=tuple(map(_slice, part["rates"])),
        citation=part["citation"],
        confidence=Confidence(part["confidence"]),
    )


def _rate(one: Slice) -> dict[str, Any]:
    return {
        "of": one.of,
        "share": str(one.share),
        "at_most": None if one.at_most is None else str(one.at_most),
        "premium": str(one.premium),
        "unemployment": str(one.unemployment),
        "added": one.added,
    }


def _slice(rate: Mapping[str, Any]) -> Slice:
    at_most = rate["at_most"]
    return Slice(
        of=rate["of"],
        share=Fraction(rate["share"]),
        at_most=None if at_most is None else Fraction(at_most),
        premium=Fraction(rate["premium"]),
        unemployment=Fraction(rate["unemployment"]),
        added=rate["added"],
    )
