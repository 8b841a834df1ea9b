"""Readers of single values in the table; each raises ``ValueError`` with the rule."""

import re
from collections.abc import Iterable
from fractions import Fraction
from typing import Any

from hub.policy.agreements_read import near, read_text
from hub.usecases.article38.model import Words

_RATIO = re.compile("(0|[1-9][0-9]{0,9})(?:/([1-9][0-9]{0,9}))?")
_CODE = re.compile("[A-Za-z][A-Za-z0-9]*(-[A-Za-z0-9]+)*")
_NAME = re.compile("[a-z][a-z0-9]*([_-][a-z0-9]+)*")
_OF_PREMIUM = " of premium"


def read_ratio(value: object) -> Fraction:
    """Return an exact number from 0, written ``7/100`` or ``2``; a float of TOML is refused."""
    found = _RATIO.fullmatch(value) if isinstance(value, str) else None
    if found is None:
        raise ValueError('must be an exact number in quotation marks, such as "7/100"')
    return Fraction(int(found[1]), int(found[2] or 1))


def read_part(value: object) -> Fraction:
    """Return an exact number from 0 to 1."""
    if (found := read_ratio(value)) > 1:
        raise ValueError("must not be more than 1")
    return found


def read_unemployment(value: object, premium: Fraction | None) -> Fraction:
    """Return unemployment insurance of the amount; ``1/9 of premium`` is that of ``premium``."""
    if isinstance(value, str) and value.endswith(_OF_PREMIUM):
        return read_ratio(value.removesuffix(_OF_PREMIUM)) * (premium or 0)
    try:
        return read_part(value)
    except ValueError as error:
        raise ValueError(f'{error}, or "1/9 of premium"') from error


def read_row_code(value: object) -> str:
    """Return a row's code, such as ``N6`` or ``civil-executive``."""
    if isinstance(value, str) and _CODE.fullmatch(value):
        return value
    raise ValueError("must be a code such as N6 or civil-executive")


def read_name(value: object) -> str:
    """Return a name: lower-case words joined by hyphens or underscores."""
    if isinstance(value, str) and _NAME.fullmatch(value):
        return value
    raise ValueError("must be a name such as civil-gate")


def read_rank(value: object) -> int:
    """Return a rank: of the rows of one stage, the lowest rank is asked first."""
    if isinstance(value, int) and not isinstance(value, bool) and 1 <= value <= 99:
        return value
    raise ValueError("must be a whole number from 1 to 99")


def read_words(value: object) -> Words:
    """Return a text in both languages."""
    if not isinstance(value, dict) or value.keys() != {"fa", "en"}:
        raise ValueError("must be a table of fa and en, and of nothing else")
    return Words(read_text(value["fa"]), read_text(value["en"]))


def read_names(value: object) -> tuple[str, ...]:
    """Return a list of names, none of them twice; it may be empty."""
    if isinstance(value, list) and all(isinstance(one, str) for one in value):
        names = tuple(map(read_name, value))
        if len(set(names)) == len(names):
            return names
    raise ValueError("must be a list of names, none of them twice")


def read_table(value: object) -> dict[str, Any]:
    """Return a table."""
    if isinstance(value, dict):
        return value
    raise ValueError("must be a table")


def read_rows(value: object) -> list[object]:
    """Return a list that is not empty."""
    if isinstance(value, list) and value:
        return value
    raise ValueError("must be a list that is not empty")


def one_of(name: object, known: Iterable[str], what: str) -> str:
    """Return a name that is one of ``known``."""
    names = [*known]
    if isinstance(name, str) and name in names:
        return name
    raise ValueError(f"unknown {what} {name!r}{near(name, names)}")
