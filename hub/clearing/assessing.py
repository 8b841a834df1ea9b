"""The assessment that a file's coefficient was fixed by, told again with its whole trace; pure."""

from collections.abc import Sequence
from functools import cache
from importlib.resources import files
from typing import Any

from hub.clearing.telling import COEFFICIENT, OBLIGATIONS, coefficient_of, obligation
from hub.usecases.article38.assessment import Assessment, fix
from hub.usecases.article38.decide import Look
from hub.usecases.article38.file.acts import BasesFiled, CoefficientFixed
from hub.usecases.article38.file.contents import File, Recorded
from hub.usecases.article38.model import Table
from hub.usecases.article38.words import Lexicon, load_words

Json = dict[str, Any]


def assessed(file: File, acts: Sequence[Recorded], table: Table) -> Json | None:
    """Return the assessment of a file by field; None before its coefficient is fixed.

    ``table`` is the one that it was fixed by. What was fixed is told as it was kept; the trace is
    made anew of the same facts, table and day.
    """
    coefficient = file.coefficient
    if coefficient is None:
        return None
    _, estimate = fix(_bases(acts).facts, table, coefficient.fixed.on)
    return {
        COEFFICIENT: {
            **coefficient_of(coefficient.fixed),
            "confidence": estimate.confidence.value,
            "trace": _trace(estimate),
        },
        OBLIGATIONS: [obligation(one) for one in coefficient.obligations],
    }


def _bases(acts: Sequence[Recorded]) -> BasesFiled:
    """Return the bases that the coefficient was fixed by: those filed last before it."""
    number = next(one.number for one in acts if isinstance(one.act, CoefficientFixed))
    filed = [one.act for one in acts[: number - 1] if isinstance(one.act, BasesFiled)]
    return filed[-1]


def _trace(estimate: Assessment) -> list[Json]:
    return [_sentence(one) for one in estimate.looks]


def _sentence(look: Look) -> Json:
    """Return what one row asked and found, in both languages."""
    return {"row": look.row, **_lexicon().sentence(look)._asdict()}


@cache
def _lexicon() -> Lexicon:
    return load_words((files("hub.usecases.article38") / "words.toml").read_text("utf-8"))
