"""What the house comes with of Article 38, as it reads it: legal periods, terms of paper."""

from functools import cache
from importlib.resources import files

from hub.usecases.article38.file.periods import Periods, parse_periods
from hub.usecases.article38.paper.terms import FILE, PaperTerms, parse_terms


@cache
def shipped_periods() -> Periods:
    """Return the legal periods of a contract's file."""
    text = (files("hub.usecases.article38.file") / "file.toml").read_text("utf-8")
    return parse_periods("file.toml", text)


@cache
def shipped_terms() -> PaperTerms:
    """Return until when papers may be dated and returned, and how serials are written."""
    return parse_terms((files("hub.usecases.article38.paper") / FILE).read_text("utf-8"))
