"""A trace in words, in Persian and in English: what each row asked, what was found, and so what."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from hub.usecases.article38.decide import Look
from hub.usecases.article38.model import Words
from schemas.canonical.text import persian_digits

_QUESTION, _STOP = ("؟", ":"), ("؛", ",")
_PLAIN = 1000
"""A share with a larger denominator is told as a decimal."""

_VERDICTS = {True: "holds", False: "fails", None: "missing"}


@dataclass(frozen=True, slots=True)
class Lexicon:
    """The words of facts, of what they may be, of operators and of verdicts."""

    facts: Mapping[str, Words]
    words: Mapping[str, Words]
    operators: Mapping[str, Words]
    verdicts: Mapping[str, Words]

    def sentence(self, look: Look) -> Words:
        """Return one look as a sentence: row, what it asks, what was found, the verdict."""
        return Words(self._told(look, 0), self._told(look, 1))

    def fact(self, name: str) -> Words:
        """Return what a fact is called; a choice is called by its name."""
        if name.startswith("choice."):
            choice = self.verdicts["choice"]
            return Words(*(f"{one} {name.removeprefix('choice.')}" for one in choice))
        return self.facts[name]

    def _told(self, look: Look, language: int) -> str:
        """Return the sentence in one language: 0 Persian, 1 English."""
        atom = look.atom
        wanted = (" یا ", " or ")[language].join(
            self._word(one, language) for one in atom.value.split(", ")
        )
        asked = (
            f"{self.fact(atom.fact)[language]} {self.operators[atom.operator][language]} {wanted}"
        )
        verdict = self.verdicts[_VERDICTS[look.verdict]][language]
        if look.verdict is None:
            return f"{look.row}: {asked}{_QUESTION[language]} {verdict}"
        found = f"{self.verdicts['found'][language]} {self._found(look.found, language)}"
        return f"{look.row}: {asked}{_QUESTION[language]} {found}{_STOP[language]} {verdict}"

    def _found(self, found: object, language: int) -> str:
        if isinstance(found, bool):
            return self._word(str(found).lower(), language)
        if isinstance(found, Fraction):
            return self._word(_share(found), language)
        return self._word(str(found), language)

    def _word(self, word: str, language: int) -> str:
        """Return a word; a number in the language's digits, a choice's own word as it is."""
        if word in self.words:
            return self.words[word][language]
        return word if language else persian_digits(word)


def _share(share: Fraction) -> str:
    """Return a share as people read it: whole as it is, else cut off, never rounded up."""
    if share.denominator <= _PLAIN:
        return str(share)
    millionths, left = divmod(share.numerator * 10**6, share.denominator)
    return f"{millionths // 10**6}.{millionths % 10**6:06}" + ("…" if left else "")


def load_words(text: str) -> Lexicon:
    """Return the words in a TOML ``text``, which is shipped with the package."""
    tables = tomllib.loads(text)
    read = {
        name: {key: Words(one["fa"], one["en"]) for key, one in table.items()}
        for name, table in tables.items()
    }
    return Lexicon(read["fact"], read["word"], read["operator"], read["verdict"])
