"""A coefficient is fixed when the contract row is allocated, and reckoned by the same version."""

from dataclasses import replace
from datetime import date, timedelta
from importlib.resources import files

import pytest

from hub.usecases.article38.assessment import assess, calculate, fix
from hub.usecases.article38.errors import OtherVersion
from hub.usecases.article38.model import Party
from hub.usecases.article38.table_parse import parse_table
from hub.usecases.article38.words import load_words
from schemas.canonical.money import Rials
from tests.unit.hub.usecases.article38 import facts as kit
from tests.unit.hub.usecases.article38.facts import TODAY, shipped_text, table, work

EXPECTED = work("works", materials_by=kit.CONTRACTOR, contractor_materials=6_000_000)
AT_ALLOCATION = replace(kit.facts(EXPECTED, within=None, outside=None), subcontracts=None)


def test_nothing_of_the_future_is_asked_at_the_allocation() -> None:
    """No coefficient could be fixed before the first list is filed."""
    fixed, _ = fix(AT_ALLOCATION, table(), TODAY)
    assert (fixed.version, fixed.on) == (table().version, TODAY)
    assert [one.row for one in fixed.parts] == ["N1"]
    assert fixed.estimate.total == 700_000
    assert fixed.parts[0].rates[0].premium * 100 == 7


def test_the_end_is_reckoned_by_the_version_of_the_beginning() -> None:
    """A table of a later year would change what was promised to both parties."""
    fixed, _ = fix(AT_ALLOCATION, table(), TODAY)
    text = shipped_text().replace('premium = "7/100"', 'premium = "8/100"')
    with pytest.raises(OtherVersion):
        calculate(fixed, kit.facts(EXPECTED), parse_table("later.toml", text))
    grown = kit.facts(replace(EXPECTED, gross=Rials(11_000_000)))
    found, moved = calculate(fixed, grown, table())
    assert found.total.premium == 770_000
    assert moved == ()


def test_a_row_that_ends_later_still_holds_for_what_was_fixed_by_it() -> None:
    """A row's last day would end the contracts fixed before it."""
    last = TODAY.isoformat()
    text = shipped_text().replace('code = "N1"\n', f'code = "N1"\nvalid_until = {last}\n')
    ending = parse_table("ending.toml", text)
    fixed, _ = fix(AT_ALLOCATION, ending, TODAY)
    found, moved = calculate(fixed, kit.facts(EXPECTED), ending)
    assert (found.on, found.parts[0].row, moved) == (TODAY, "N1", ())
    ended = TODAY + timedelta(days=1)
    with pytest.raises(Exception, match=f"in force on {ended}"):
        assess(kit.facts(EXPECTED), ending, ended)


def test_a_row_is_renewed_from_one_day_to_the_next() -> None:
    """A rate could not be changed without touching what was charged before."""
    head, _, tail = shipped_text().partition('[[row]]\ncode = "N37"\n')
    old, _, rest = tail.partition("[[row]]")
    new = old.replace("15/100", "14/100").replace('"1399/12/20"', '"1406/01/01"')
    ended = f'valid_until = "1405/12/29"\n{old}'
    rows = [f'[[row]]\ncode = "N37"\n{one}' for one in (ended, new)]
    renewed = parse_table("renewed.toml", head + "".join(rows) + "[[row]]" + rest)
    plates = kit.facts(work("number-plates"))
    last, first = date(2027, 3, 20), date(2027, 3, 21)
    assert assess(plates, renewed, last).total.premium == 1_350_000
    assert assess(plates, renewed, first).total.premium == 1_260_000
    assert fix(plates, renewed, last)[0].parts[0].rates[0].premium * 100 == 15


def test_a_part_that_became_another_kind_is_named() -> None:
    """Materials that came to less than half would pass unseen, or change the version."""
    fixed, _ = fix(AT_ALLOCATION, table(), TODAY)
    less = replace(EXPECTED, contractor_materials=Rials(2_700_000))
    found, moved = calculate(fixed, kit.facts(less), table())
    assert [(one.part, one.fixed, one.found) for one in moved] == [("a", "N1", "N4")]
    assert found.total.total == 1_020_000


def test_a_part_that_was_not_foreseen_is_named() -> None:
    """Work would be added to a contract, or left out of it, without anybody being told."""
    fixed, _ = fix(AT_ALLOCATION, table(), TODAY)
    more = work("surveying", code="b")
    _, moved = calculate(fixed, kit.facts(EXPECTED, more), table())
    assert [(one.part, one.fixed, one.found) for one in moved] == [("b", "", "N14")]
    _, moved = calculate(fixed, kit.facts(more), table())
    assert [(one.part, one.found) for one in moved] == [("a", ""), ("b", "N14")]


def test_both_parties_are_told_their_obligations_up_front() -> None:
    """The assigner would learn of the five per cent after the last payment."""
    told = fix(AT_ALLOCATION, table(), TODAY)[1].obligations
    parties = {one.party for one in told}
    assert parties == {Party.ASSIGNER, Party.CONTRACTOR, Party.ORGANIZATION}
    codes = {one.code for one in told}
    assert {"withhold-five-percent", "keep-last-instalment", "file-lists-monthly"} <= codes
    assert "give-undertaking" not in codes
    assert all(one.text.fa and one.text.en and one.citation for one in told)


def test_obligations_of_a_row_are_told_with_it() -> None:
    """An undertaking would not be asked for."""
    central = kit.contractor(articles_match=True, **kit.FIXED)
    books = kit.books(status="not-inspected")
    facts = kit.facts(work("workshop-production"), contractor=central, books=books)
    found = assess(facts, table(), TODAY)
    assert {"give-undertaking", "open-books"} <= {one.code for one in found.obligations}
    assert found.parts[0].path == ("fixed-workshop-legal", "books-not-inspected")


def test_where_article_38_does_not_apply_nobody_is_obliged() -> None:
    """Two people would be told to withhold and to clear what needs no clearance."""
    hire = work("vehicle-hire", manpower_by="assigner", manpower_recorded=True)
    assert assess(kit.facts(hire), table(), TODAY).obligations == ()


def test_the_weakest_source_is_told() -> None:
    """A premium by an inferred rule would look as sure as one by law."""
    assert assess(kit.facts(EXPECTED), table(), TODAY).confidence == "H"
    assert assess(kit.facts(work("design")), table(), TODAY).confidence == "M"
    space = work("advertising-space", space_owner="other")
    assert assess(kit.facts(space, work("design", code="b")), table(), TODAY).confidence == "L"


def test_a_trace_says_in_words_what_was_looked_at() -> None:
    """Nobody could tell a contractor why this row and no other."""
    words = load_words((files("hub.usecases.article38") / "words.toml").read_text("utf-8"))
    told = [words.sentence(one) for one in assess(kit.facts(EXPECTED), table(), TODAY).looks]
    english = [one.en for one in told]
    assert (
        "N1: the contractor's materials to the gross is at least 1/2: found 2/3, holds" in english
    )
    assert "N1: the kind of work is works: found works, holds" in english
    assert english[0] == (
        "natural-alone: the contractor's personality is natural person:"
        " found legal person, does not hold"
    )
    assert "N1: نسبت مصالح مقاطعه‌کار به ناخالص کارکرد کمتر نیست از ۱/۲؟ یافته: ۲/۳؛ برقرار است" in [
        one.fa for one in told
    ]


def test_a_share_is_told_without_being_rounded_up() -> None:
    """A share just below a half would be told as a half, and its row look wrong."""
    words = load_words((files("hub.usecases.article38") / "words.toml").read_text("utf-8"))
    below = replace(EXPECTED, contractor_materials=Rials(4_499_999))
    looks = assess(kit.facts(below), table(), TODAY).looks
    assert words.sentence(looks[-1]).en.endswith("found 0.499999…, holds")


def test_the_day_of_the_row_is_that_of_fixing() -> None:
    """An assessment could not be made again."""
    found = assess(kit.facts(EXPECTED), table(), date(2022, 1, 1))
    assert (found.on, found.version) == (date(2022, 1, 1), table().version)
