"""Bodies at the doors of paper forms, read: minutes with their lines, and a paper to be judged."""

from datetime import date
from typing import Final

from pydantic import BaseModel, Field

from hub.api.forms.body import as_model
from hub.api.problems import words_of_rules
from hub.clearing.refusals import FormsRefused
from hub.usecases.article38.paper.judge import Paper
from hub.usecases.article38.paper.minutes import read_day, read_line, read_minute, read_number
from hub.usecases.article38.paper.serials import SerialForm, read_serial
from schemas.canonical.paper_form import Line, Minute

MOST_LINES: Final = 1_000
"""Lines that minutes have at a door at most; each may be of any number of forms."""


class LineBody(BaseModel):
    """A line: an act on one form, or on all from the first to the last."""

    act: str
    first: str
    last: str | None = None
    replaced_by: str | None = None
    number: str | None = None


class MinuteBody(BaseModel):
    """Minutes as they are told."""

    number: str
    day: str
    province: str
    branch: str
    signed_by: list[str] = Field(min_length=1, max_length=10)
    lines: list[LineBody] = Field(min_length=1, max_length=MOST_LINES)


class PaperBody(BaseModel):
    """A paper clearance as somebody holds it."""

    serial: str
    dated: str
    number: str | None = None


def told_minute(
    found: dict[str, object], form: SerialForm, today: date
) -> tuple[Minute, list[Line]]:
    """Return the minutes in a JSON object; `InvalidRequest` names the member and the rule."""
    body = as_model(MinuteBody, found)
    day = read_day(body.day, "day")
    minute = read_minute(body.number, day, body.province, body.branch, body.signed_by, today=today)
    lines = [
        read_line(one.act, one.first, one.last, one.replaced_by, one.number, form, f"lines.{n}.")
        for n, one in enumerate(body.lines)
    ]
    return minute, lines


def told_paper(found: dict[str, object], form: SerialForm) -> Paper:
    """Return the paper in a JSON object; `InvalidRequest` names the member and the rule."""
    body = as_model(PaperBody, found)
    number = None if body.number is None else read_number(body.number, "number")
    return Paper(read_serial(body.serial, form, "serial"), read_day(body.dated, "dated"), number)


def worded(why: FormsRefused) -> FormsRefused:
    """Return the same refusal with its lines in both languages, their serials named."""
    words = words_of_rules()
    why.problems = [
        {
            "field": f"lines.{line}",
            "rule": rule,
            "title": words[rule][1],
            "title_fa": words[rule][0],
            "forms": serials,
        }
        for line, rule, serials in why.slips
    ]
    return why
