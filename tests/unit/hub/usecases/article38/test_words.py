"""Everything that a table can name has its words in both languages."""

from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path

import pytest

from hub.config import Settings
from hub.usecases.article38.conditions import Atom, Condition
from hub.usecases.article38.facts import FACTS
from hub.usecases.article38.table_parse import parse_table
from hub.usecases.article38.words import Lexicon, load_words
from tests.unit.hub.usecases.article38.facts import shipped_text, table


def atoms(condition: Condition) -> Iterator[Atom]:
    """Yield every comparison of a condition."""
    if isinstance(condition, Atom):
        yield condition
        return
    for part in condition.parts:
        yield from atoms(part)


@pytest.fixture(scope="module")
def words() -> Lexicon:
    """Give the shipped words."""
    return load_words((files("hub.usecases.article38") / "words.toml").read_text("utf-8"))


def test_every_fact_has_words_and_no_others_have(words: Lexicon) -> None:
    """A trace would end in an error for a fact that was added."""
    assert set(words.facts) == set(FACTS)


def test_all_that_a_fact_can_be_has_words(words: Lexicon) -> None:
    """A trace would say in English, or in a code, what a fact is."""
    known = {str(word).lower() for one in FACTS.values() for word in one.words}
    assert set(words.words) == known


def test_every_comparison_of_the_table_can_be_told(words: Lexicon) -> None:
    """A trace of some row would end in an error."""
    operators = {atom.operator for row in table().rows for atom in atoms(row.when)}
    assert operators <= set(words.operators)
    assert all(words.fact(atom.fact).fa for row in table().rows for atom in atoms(row.when))


def test_texts_are_of_their_language() -> None:
    """A Persian reader would be told in English, or the reverse."""
    texts = [one.title for one in table().rows] + [one.text for one in table().obligations.values()]
    assert all(any("آ" <= letter <= "ی" for letter in one.fa) for one in texts)
    assert all(one.en.isascii() for one in texts)


def test_a_deployment_brings_its_own_table(tmp_path: Path) -> None:
    """The customer's choice would wait for a release of ours."""
    own = tmp_path / "coefficients.toml"
    own.write_text(shipped_text().replace('chosen = "both"', 'chosen = "debts"'), "utf-8")
    found = parse_table("coefficients.toml", Settings(config_dir=tmp_path).coefficients)
    assert found.choices["continuing_contract"].chosen == "debts"
    assert Settings().coefficients == shipped_text()
