"""The table of whose word counts: complete, and each slip of it named."""

import pytest

from hub.contracts.precedence import JOINED, load_precedence, shipped_precedence
from hub.contracts.tables import WrongTable

SOUND = 'sources = ["a", "b"]\n' + "".join(
    f'[fields.{name}]\norder = ["b", "a"]\nwhy = "x"\n' for name in JOINED
)


def slips(text: str) -> list[tuple[str, str]]:
    with pytest.raises(WrongTable) as wrong:
        load_precedence(text)
    return [(one.field, one.rule) for one in wrong.value.slips]


def test_the_shipped_table_gives_each_line_a_reason() -> None:
    """A deployment would not know which law it sets aside by another order."""
    shipped = shipped_precedence()
    assert set(shipped.order) == set(shipped.why) == set(JOINED)
    assert "Article 18" in shipped.why["amount"]
    assert shipped.order["amount"][0] == "tax_authority"
    assert {shipped.order[key][0] for key in ("project", "budget_code")} == {"budget_organization"}


def test_a_sound_table_is_taken() -> None:
    """A deployment could not name its own order."""
    assert load_precedence(SOUND).order["amount"] == ("b", "a")


@pytest.mark.parametrize(
    ("old", "new", "slip"),
    [
        ('sources = ["a", "b"]', 'sources = "ab"', ("sources", "type")),
        ('sources = ["a", "b"]', 'sources = ["a", "b", "a"]', ("sources", "repeated")),
        ('sources = ["a", "b"]', 'sources = ["a", "b", " "]', ("sources", "blank")),
        (
            'sources = ["a", "b"]',
            'sources = ["a", "b", "c"]',
            ("fields.crn.order", "missing-source"),
        ),
        ('sources = ["a", "b"]', "", ("sources", "missing")),
        ('sources = ["a", "b"]', 'source = 1\nsources = ["a", "b"]', ("source", "unknown")),
        ("[fields.crn]", "[fields.crm]", ("fields.crn", "missing")),
        ("[fields.crn]", "[fields.crm]", ("fields.crm", "unknown")),
    ],
    ids=range(8),
)
def test_a_slip_is_named(old: str, new: str, slip: tuple[str, str]) -> None:
    """A slip would give some register the last word without anybody's knowing."""
    assert slip in slips(SOUND.replace(old, new))


@pytest.mark.parametrize(
    ("row", "slip"),
    [
        ("fields.crn = 1", ("fields.crn", "type")),
        ('fields.crn.why = "x"', ("fields.crn.order", "missing")),
        ('fields.crn.order = ["a", "b"]', ("fields.crn.why", "missing")),
        ('fields.crn = {order = ["a", "b"], why = " "}', ("fields.crn.why", "blank")),
        ('fields.crn = {order = ["a", "b"], why = 1}', ("fields.crn.why", "type")),
        ('fields.crn = {order = ["a", "b", "a"], why = "x"}', ("fields.crn.order", "repeated")),
        (
            'fields.crn = {order = ["c", "a", "b"], why = "x"}',
            ("fields.crn.order", "unknown-source"),
        ),
        ('fields.crn = {order = ["a"], why = "x"}', ("fields.crn.order", "missing-source")),
        ('fields.crn = {order = [1], why = "x"}', ("fields.crn.order", "type")),
        ('fields.crn = {order = ["a", "b"], why = "x", y = 1}', ("fields.crn.y", "unknown")),
    ],
    ids=range(10),
)
def test_a_slip_of_a_line_is_named(row: str, slip: tuple[str, str]) -> None:
    """A line without its reason, or half an order, would be taken."""
    kept = SOUND.replace('[fields.crn]\norder = ["b", "a"]\nwhy = "x"\n', "")
    first, rest = kept.split("\n", 1)
    assert slips(f"{first}\n{row}\n{rest}")[0] == slip


def test_all_slips_are_told_at_once() -> None:
    """A table would be mended one line at a time."""
    assert len(slips("")) == 2 + len(JOINED)
    assert len(slips('sources = ["a"]\n[fields]')) == len(JOINED)
    assert slips("= 1")[0][1].startswith("not-toml")
    assert slips('sources = ["a"]\nfields = 1') == [("fields", "type")]
