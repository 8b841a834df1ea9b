"""The fields of a contract in words: what is said, by whom and when; pure."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import fields, is_dataclass
from datetime import date
from typing import Any, Final

from hub.web.language import Language, day, figures, instant, words_in
from hub.web.panel.show import kind_of_work, money, registers, say
from hub.web.states import Row
from schemas.canonical.contract import Disagreement, JoinedContract, Stated

_MONEY: Final = frozenset({"amount", "materials", "gross", "withheld", "amount_change"})
_CODES: Final = frozenset(
    {"number", "assigner", "contractor", "crn", "budget_code", "project", "row", "branch"}
)


def field_rows(contract: JoinedContract, language: Language) -> list[Row]:
    """Return every field of a contract that is one value, with who said it and when."""
    return [
        _row(name, stated, language)
        for name, stated in contract.fields.items()
        if not isinstance(stated.value, tuple)
    ]


def part_rows(contract: JoinedContract, language: Language) -> Iterator[tuple[Row, list[str]]]:
    """Yield every list of a contract: who said it and when, and each of its parts in a line."""
    for name, stated in contract.fields.items():
        if isinstance(stated.value, tuple):
            label = words_in(language)["panel_field"][name]
            yield Row(label, said_by(stated, language)), _lines(stated.value, language)


def sides(apart: Disagreement, language: Language) -> list[Row]:
    """Return what registers say of a field, the one that counts first, each with who says it."""
    words = words_in(language)["panel_contract"]
    code = apart.field in _CODES
    return [
        Row(
            words["counts"] if one is apart.counts else words["other"],
            shown(apart.field, one.value, language),
            code=code,
            note=said_by(one, language),
        )
        for one in (apart.counts, *apart.others)
    ]


def said_by(stated: Stated, language: Language) -> str:
    """Return who said something, in which revision and when."""
    source = registers([stated.source], language)
    at = instant(stated.said_at, language)
    return say("panel", "source_line", language, source=source, revision=stated.revision, at=at)


def changed(before: Mapping[str, Any] | None, now: Mapping[str, Any], language: Language) -> str:
    """Return which fields differ between two written versions of a contract; empty for none."""
    labels, old = words_in(language)["panel_field"], before or {}
    names = [name for name in labels if _value(old, name) != _value(now, name)]
    return ("، " if language is Language.FA else ", ").join(labels[name] for name in names)


def shown(name: str, value: object, language: Language) -> str:
    """Return the value of a field as the page shows it; a list as its lines."""
    words = words_in(language)["panel_field"]
    if isinstance(value, tuple):
        return " – ".join(_lines(value, language)) or words["nothing"]
    if isinstance(value, bool):
        return words["yes"] if value else words["no"]
    if name in _MONEY and isinstance(value, int):
        return money(value, language)
    if isinstance(value, date):
        return day(value, language)
    if name == "kind":
        return kind_of_work(str(value), language)
    return figures(str(value), language) if name in _CODES else str(value)


def _row(name: str, stated: Stated, language: Language) -> Row:
    return Row(
        words_in(language)["panel_field"][name],
        shown(name, stated.value, language),
        code=name in _CODES,
        note=said_by(stated, language),
    )


def _lines(parts: Iterable[object], language: Language) -> list[str]:
    comma = "، " if language is Language.FA else ", "
    return [comma.join(_told(one, language)) for one in parts if is_dataclass(one)]


def _told(part: Any, language: Language) -> Iterator[str]:
    """Yield what a part of a list says, each with its label."""
    labels = words_in(language)["panel_field"]
    for one in fields(part):
        value = getattr(part, one.name)
        if value is not None and value is not False:
            label = labels["part" if one.name == "number" else one.name]
            yield f"{label}: {shown(one.name, value, language)}"


def _value(version: Mapping[str, Any], name: str) -> object:
    """Return the value of a field in a written version."""
    return version.get(name, {}).get("value")
