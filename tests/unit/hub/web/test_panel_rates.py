"""What the panel says of a coefficient: of what each rate is, and by which source."""

import re
import tomllib
from importlib.resources import files

import pytest

from hub.web.language import Language
from hub.web.panel.show import cited, slice_of
from tests.kit.shipped import shipped_periods
from tests.unit.hub.usecases.article38.facts import table

ROWS = {one.code: one for one in table().rows}
PERSIAN = re.compile("[\u0600-\u06ff]")


def _sources() -> set[str]:
    """Return every source that the shipped tables name."""
    periods = shipped_periods()
    terms = (getattr(periods, name) for name in periods.__slots__)
    return {
        *(one.citation for one in table().rows),
        *(one.citation for one in table().obligations.values()),
        *(one.citation for one in terms),
    }


def test_every_source_is_told_in_persian() -> None:
    """A Persian page would name its law in English, or keep words for a source that is gone."""
    text = (files("hub.web") / "panel" / "citations.toml").read_text("utf-8")
    assert tomllib.loads(text).keys() == _sources()
    for one in _sources():
        assert PERSIAN.search(cited(one, Language.FA)), one
        assert cited(one, Language.EN) == one


def test_a_source_of_another_table_is_told_as_it_is() -> None:
    """A deployment's own table would break the page of every file that is fixed by it."""
    assert cited("circular 7", Language.FA) == "circular 7"


@pytest.mark.parametrize(
    ("row", "words"),
    [
        ("N1", ["the gross turnover"]),
        (
            "N4",
            ["200% × the contractor's materials and equipment", "the rest of the turnover"],
        ),
        ("N14", ["70% × the gross turnover", "the rest of the turnover"]),
        (
            "N6",
            [
                "the gross turnover",
                "the value of the assigner's materials, on top of the turnover",
            ],
        ),
        (
            "N41-rent",
            ["the rent of the space, at most 80% of the turnover", "the rest of the turnover"],
        ),
    ],
)
def test_a_rate_says_of_what_it_is(row: str, words: list[str]) -> None:
    """Of two rates of one contract nobody could tell which is of which part of the work."""
    assert [slice_of(one, Language.EN) for one in ROWS[row].slices] == words


def test_every_rate_has_words() -> None:
    """The page of a file would fail for a kind of work that is seldom met."""
    for row in ROWS.values():
        for one in row.slices:
            for language in Language:
                assert slice_of(one, language)
