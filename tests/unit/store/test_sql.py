from dataclasses import dataclass
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hub.store.sql import BadQueryFile, load, parse

GOOD = """-- What this file is about.

-- Opens a case.
-- name: open_case
INSERT INTO cases (id)
-- 100% is no placeholder here
VALUES (%(id)s);

-- name: find_case
-- Finds a case.
  SELECT id
    FROM cases
"""


@dataclass(frozen=True, slots=True)
class _Cases:
    open_case: str
    find_case: str


def test_statements_by_name_without_their_comments() -> None:
    """A comment that holds a percent sign would be taken for a placeholder."""
    assert parse(GOOD, "cases.sql") == {
        "open_case": "INSERT INTO cases (id)\nVALUES (%(id)s);",
        "find_case": "  SELECT id\n    FROM cases",
    }


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("-- name: one\nSELECT 1\n-- name: one\nSELECT 2", "one is named twice"),
        ("-- name: one\nSELECT 1\n-- name: two\n-- only words", "two has no SQL"),
        ("SELECT 1\n-- name: one\nSELECT 1", "before the first name"),
        ("-- name: One\nSELECT 1", "'One' is not a name"),
        ("-- name: drop;table\nSELECT 1", "is not a name"),
    ],
)
def test_file_that_breaks_the_form(text: str, message: str) -> None:
    """A slip would silently drop a statement or send another one."""
    with pytest.raises(BadQueryFile, match=message):
        parse(text, "cases.sql")


NAMES = st.text("abz_09", max_size=8).map("q{}".format)
LINES = st.text("AZ %'", max_size=12).map("SELECT {}.".format)


@given(st.dictionaries(NAMES, st.lists(LINES, min_size=1)))
def test_every_block_comes_back(blocks: dict[str, list[str]]) -> None:
    """A statement would lose a line or take one of its neighbour's."""
    text = "\n\n".join(
        f"-- What {name} does.\n-- name: {name}\n" + "\n".join(lines)
        for name, lines in blocks.items()
    )
    assert parse(text, "any.sql") == {name: "\n".join(lines) for name, lines in blocks.items()}


def test_loaded_by_attribute(tmp_path: Path) -> None:
    """A module would not get the text it names."""
    (tmp_path / "cases.sql").write_text(GOOD)
    assert load(_Cases, "cases", tmp_path).find_case == "  SELECT id\n    FROM cases"


@pytest.mark.parametrize(
    ("text", "name"),
    [
        (GOOD + "-- name: extra\nSELECT 1", "extra"),
        ("-- name: open_case\nSELECT 1", "find_case"),
    ],
)
def test_missing_and_unused_statements_are_refused_at_load(
    tmp_path: Path, text: str, name: str
) -> None:
    """A misspelt name would show at the first request that needs it."""
    (tmp_path / "cases.sql").write_text(text)
    with pytest.raises(BadQueryFile, match=f"differ in: {name}"):
        load(_Cases, "cases", tmp_path)
