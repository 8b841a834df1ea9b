"""A table is read strictly: every slip is told with file, row, key and rule, all at once."""

import copy
import tomllib
from collections.abc import Callable
from contextlib import suppress
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hub.usecases.article38.model import WrongTable
from hub.usecases.article38.table_parse import parse_table, table_of
from tests.unit.hub.usecases.article38.facts import shipped_text, table

FILE = "coefficients.toml"


LOADED = tomllib.loads(shipped_text())


def shipped() -> dict[str, Any]:
    """Return the shipped table as TOML holds it, to be spoilt."""
    return copy.deepcopy(LOADED)


def row(found: dict[str, Any], code: str) -> dict[str, Any]:
    (one,) = [one for one in found["row"] if one["code"] == code]
    assert isinstance(one, dict)
    return one


def told(spoil: Callable[[dict[str, Any]], object]) -> list[str]:
    """Return the slips of the shipped table once it is spoilt."""
    found = shipped()
    spoil(found)
    with pytest.raises(WrongTable) as caught:
        table_of(FILE, found)
    return [str(one) for one in caught.value.problems]


def put(code: str, key: str, value: object) -> Callable[[dict[str, Any]], object]:
    return lambda found: row(found, code).update({key: value})


def when(*parts: object, how: str = "all") -> Callable[[dict[str, Any]], object]:
    return put("N37", "when", {how: [["work.subject", "is", "number-plates"], *parts]})


def sliced(**keys: object) -> Callable[[dict[str, Any]], object]:
    whole = {"of": "gross", "premium": "15/100", "unemployment": "1/9 of premium"}
    return put("N37", "slices", [{**whole, **keys}])


FACT = "row N37: when.all[2]"
SLICE = "row N37: slices[1]"
SLIPS = [
    (put("N37", "code", "n 37"), "row n 37: code: must be a code such as N6 or civil-executive"),
    (put("N37", "stage", "coeficient"), "row N37: stage: unknown word 'coeficient'"),
    (put("N37", "rank", 0), "row N37: rank: must be a whole number from 1 to 99"),
    (put("N37", "rank", True), "row N37: rank: must be a whole number from 1 to 99"),
    (put("N37", "title", "plates"), "row N37: title: must be a table of fa and en"),
    (put("N37", "confidence", "S"), "row N37: confidence: unknown word 'S'"),
    (put("N37", "valid_from", "1399/13/20"), "row N37: valid_from: "),
    (put("N37", "valid_until", "1399/12/19"), "row N37: valid_until: is before valid_from"),
    (put("N37", "premium", "7/100"), "row N37: premium: unknown key"),
    (put("N37", "obligations", ["pray"]), "row N37: obligations: unknown obligation pray"),
    (put("N37", "obligations", ["open-books", "open-books"]), "row N37: obligations: must be"),
    (put("N37", "outcome", "exempt"), "row N37: outcome: exempt is no answer of stage coeff"),
    (put("N37", "outcome", "undecided"), "row N37: slices: stand where there is a coefficient"),
    (lambda found: row(found, "N37").pop("slices"), "row N37: slices: stand where there is"),
    (lambda found: row(found, "N37").pop("when"), "row N37: when: is missing"),
    (lambda found: row(found, "N37").pop("citation"), "row N37: citation: is missing"),
    (
        lambda found: row(found, "civil-executive-sub").pop("sums_lists"),
        "row civil-executive-sub: sums_lists: is true where",
    ),
    (put("N37", "slices", []), "row N37: slices: must be a list that is not empty"),
    (put("N37", "slices", "gross"), "row N37: slices: must be a list that is not empty"),
    (put("N37", "slices", ["gross"]), f"{SLICE}: must be a table"),
    (sliced(premium=0.15), f"{SLICE}.premium: must be an exact number in quotation marks"),
    (sliced(premium="15 %"), f"{SLICE}.premium: must be an exact number in quotation marks"),
    (sliced(premium="3/2"), f"{SLICE}.premium: must not be more than 1"),
    (sliced(premium="1/0"), f"{SLICE}.premium: must be an exact number"),
    (sliced(unemployment="ninth"), f"{SLICE}.unemployment: must be an exact number"),
    (sliced(unemployment="1/9 of premiums"), f"{SLICE}.unemployment: must be an exact number"),
    (sliced(share="-1"), f"{SLICE}.share: must be an exact number"),
    (sliced(at_most="2"), f"{SLICE}.at_most: must not be more than 1"),
    (sliced(of="gros"), f"{SLICE}.of: unknown amount 'gros'; did you mean gross?"),
    (sliced(of="materials_share"), f"{SLICE}.of: unknown amount"),
    (sliced(of="rest", share="1/2"), "row N37: slices: rest can stand once, whole"),
    (sliced(off="gross"), f"{SLICE}.off: unknown key; did you mean of?"),
    (put("N37", "assigner", "17/100"), "row N37: contractor, assigner: both are given, or neither"),
    (
        put("civil-executive", "contractor", "17/1000"),
        "row civil-executive: contractor, assigner: do not make up",
    ),
    (
        lambda found: row(found, "N14").update(contractor="1/100", assigner="1/100"),
        "row N14: assigner: is a share of the gross: one slice",
    ),
    (when(["work.materals_by", "is", "none"]), f"{FACT}: unknown fact 'work.materals_by'; did"),
    (when(["work.rent", ">", "0"]), f"{FACT}: work.rent is an amount; compare a share"),
    (when(["work.growth", "is", "1/10"]), f"{FACT}: unknown operator for work.growth 'is'"),
    (when(["work.rent", "is", "1"]), f"{FACT}: work.rent is an amount; compare a share"),
    (when(["work.goods", "<", "1/2"]), f"{FACT}: unknown operator for work.goods '<'"),
    (when(["work.goods", "is", "foreign"]), f"{FACT}: unknown word 'foreign'"),
    (when(["work.goods", "in", "domestic"]), f"{FACT}: in takes a list"),
    (when(["work.goods", "is", ["domestic"]]), f"{FACT}: is takes one value"),
    (when(["work.goods", "in", []]), f"{FACT}: in takes a list"),
    (when(["work.with_crew", "is", "true"]), f"{FACT}: must be true or false, without quot"),
    (when(["work.growth", "<", 0.1]), f"{FACT}: must be an exact number in quotation marks"),
    (when(["choice.colour", "is", "red"]), f"{FACT}: unknown choice 'colour'"),
    (when(["choice.wholly_abroad", "is", "red"]), f"{FACT}: unknown word 'red'"),
    (when("civil-gate"), f"{FACT}: unknown condition 'civil-gate'"),
    (when({"all": [], "any": []}), f"{FACT}: must be [fact, operator, value], a named condit"),
    (when({"not": ["services"]}), f"{FACT}: must be [fact, operator, value], a named condit"),
    (when({"any": []}), f"{FACT}.any: must be a list that is not empty"),
    (when(["work.goods", "is"]), f"{FACT}: must be [fact, operator, value], a named condition"),
    (lambda found: found.update(fines="1/10"), "fines: unknown key; did you mean fine?"),
    (lambda found: found.pop("fine"), "fine: is missing"),
    (lambda found: found.update(fine=0.1), "fine: must be an exact number in quotation marks"),
    (
        lambda found: found["choice"]["wholly_abroad"].update(chosen="no"),
        "choice.wholly_abroad.chosen: is one of as-partly, officer",
    ),
    (
        lambda found: found["choice"].pop("wholly_abroad"),
        "row abroad-open: when.all[1]: unknown choice 'wholly_abroad'",
    ),
    (
        lambda found: found["obligation"]["open-books"].update(party="all"),
        "obligation.open-books.party: unknown word 'all'",
    ),
    (
        lambda found: found["condition"].update(services=["work.subject", "is", "srvices"]),
        "condition.services: unknown word 'srvices'",
    ),
    (
        lambda found: found["condition"].update(Odd=["work.subject", "is", "it"]),
        "condition.Odd: must be a name such as civil-gate",
    ),
    (
        lambda found: found["row"].append(copy.deepcopy(row(found, "N37"))),
        "row N37: when: stands twice for the same days",
    ),
    (lambda found: found["row"].append("N42"), "row[100]: must be a table"),
]


@pytest.mark.parametrize("number", range(len(SLIPS)))
def test_a_slip_is_told_with_its_place_and_rule(number: int) -> None:
    """A slip of the pen would change what contracts owe, or be found by nobody."""
    spoil, slip = SLIPS[number]
    assert any(one.startswith(f"{FILE}: {slip}") for one in told(spoil))


def test_all_slips_are_told_at_once() -> None:
    """Whoever mends a table would find the next slip only after the last."""

    def spoil(found: dict[str, Any]) -> None:
        row(found, "N37")["rank"] = 0
        row(found, "N16").pop("citation")
        sliced(of="gros")(found)

    assert len(told(spoil)) == 3


@pytest.mark.parametrize(
    ("code", "other", "wider"),
    [
        ("N4", "N1", ["work.materials_share", "<=", "1/2"]),
        ("N8-mechanical", "N8-proportion", ["work.domestic_share", ">=", "1/4"]),
        ("N32", "N32-open", ["work.exempt_share", ">=", "1/2"]),
        ("books-settled", "books-difference", ["books.listed_share", "<=", "2"]),
        ("N12-natural", "N12-legal", ["contractor.person", "in", ["natural", "legal"]]),
    ],
)
def test_rows_that_could_both_apply_are_refused(code: str, other: str, wider: list[str]) -> None:
    """A boundary that two rows claim would be decided by their order."""

    def spoil(found: dict[str, Any]) -> None:
        for name, parts in found["condition"].items():
            if name == "fixed-workshop-person" and code == "N12-natural":
                parts["all"][-1] = wider
        parts = row(found, code)["when"]["all"]
        if code != "N12-natural":
            kept = [one for one in parts if one[0] != wider[0]]
            parts[:] = [*kept, wider]

    slips = told(spoil)
    assert any("of equal rank applies as well, when " in one for one in slips)
    assert any(code in one and other in one for one in slips)


def test_what_cannot_be_read_at_all_is_one_slip() -> None:
    """A file that is no TOML would end in a traceback."""
    for text in ("row = [", 'fine = "1/10', "a = " + "[" * 5000):
        with pytest.raises(WrongTable, match=rf"^{FILE}: not TOML"):
            parse_table(FILE, text)


def test_the_version_is_over_meaning() -> None:
    """A comment would make a new version, or a changed rate none."""
    assert parse_table(FILE, "# a comment\n" + shipped_text()).version == table().version
    found = shipped()
    row(found, "N37")["slices"][0]["premium"] = "16/100"
    assert table_of(FILE, found).version != table().version


def test_civil_shares_make_up_the_whole() -> None:
    """The numbers of the sources: 1.6 and 5 of 6.6 %, 3.6 and 12 of 15.6 %."""
    shares = {one.code: (one.contractor, one.assigner) for one in table().rows if one.assigner}
    executive = Fraction("0.016"), Fraction("0.05")
    consultant = Fraction("0.036"), Fraction("0.12")
    assert shares == {
        "civil-executive": executive,
        "civil-executive-sub": executive,
        "civil-consultant": consultant,
        "civil-consultant-sub": consultant,
        "civil-wage-only": consultant,
        "civil-wage-only-sub": consultant,
    }


JUNK = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5)
WORSE = st.recursive(
    JUNK,
    lambda one: st.lists(one, max_size=3) | st.dictionaries(st.text(max_size=5), one),
    max_leaves=5,
)


def _places(value: object, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """Return the way to everything that a table holds."""
    pairs = (
        value.items()
        if isinstance(value, dict)
        else enumerate(value)
        if isinstance(value, list)
        else ()
    )
    return [path, *[way for key, one in pairs for way in _places(one, (*path, key))]]


PLACES = [one for one in _places(shipped()) if one]


@settings(max_examples=40, deadline=None)
@given(st.sampled_from(PLACES), WORSE)
def test_nothing_in_a_table_ends_in_a_traceback(place: tuple[Any, ...], junk: object) -> None:
    """Whoever mends a table would be shown our code instead of his slip."""
    found = shipped()
    inside = found
    for key in place[:-1]:
        inside = inside[key]
    inside[place[-1]] = junk
    with suppress(WrongTable):
        table_of(FILE, found)
