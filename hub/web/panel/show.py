"""Amounts, days and codes as the panel's pages show them; pure."""

import tomllib
from collections.abc import Mapping, Sequence
from fractions import Fraction
from functools import cache
from importlib.resources import files

from hub.usecases.article38.model import Slice
from hub.usecases.article38.table_slices import REST
from hub.usecases.article38.words import Lexicon, load_words
from hub.web.language import Language, figures, words_in

_NATIONAL_ID = 10
"""Digits of a natural person's id; a legal person's has one more."""
_SHOWN = 2


def say(section: str, name: str, language: Language, **values: object) -> str:
    """Return a text of the panel with its values in, digits in the language's own."""
    text = words_in(language)[section][name]
    told = {key: figures(str(value), language) for key, value in values.items()}
    return text.format(**told)


def money(amount: int | None, language: Language) -> str:
    """Return rials in groups of three; in words where there is no amount yet."""
    if amount is None:
        return words_in(language)["panel"]["none_amount"]
    return say("panel", "rials", language, amount=f"{amount:,}")


def percent(share: Fraction, language: Language) -> str:
    """Return a share as per cent where two digits tell it whole, else exactly as it is fixed."""
    hundredths = share * 100
    near = f"{float(hundredths):.2f}"
    if (hundredths * 100).denominator == 1:
        text = f"{near.rstrip('0').rstrip('.')}%"
    else:
        text = f"{share.numerator}/{share.denominator} (≈ {near}%)"
    if language is Language.FA:
        text = text.replace("%", "٪").replace(".", "٫")
    return figures(text, language)


def slice_of(rate: Slice, language: Language) -> str:
    """Return of what a rate is, as the table has it: of an amount, of a part of it, of the rest."""
    if rate.of == REST:
        return words_in(language)["panel_file"]["rest"]
    of = _lexicon().fact(rate.of)
    text = of.fa if language is Language.FA else of.en
    if rate.share != 1:
        text = f"{percent(rate.share, language)} × {text}"
    if rate.at_most is not None and rate.at_most < 1:
        most = percent(rate.at_most, language)
        text = say("panel_file", "at_most", language, of=text, most=most)
    return say("panel_file", "added", language, of=text) if rate.added else text


def cited(source: str, language: Language) -> str:
    """Return a source in the page's language; in its own where nobody has put it into Persian."""
    return _sources().get(source, source) if language is Language.FA else source


def masked(identifier: str) -> str:
    """Return an id as lists show it: of a natural person's only the last digits, others whole."""
    if len(identifier) != _NATIONAL_ID:
        return identifier
    return "•" * (_NATIONAL_ID - _SHOWN) + identifier[-_SHOWN:]


def registers(names: Sequence[str], language: Language) -> str:
    """Return registers by their titles; one that has none by its name."""
    titles = words_in(language)["panel_source"]
    return ("، " if language is Language.FA else ", ").join(titles.get(one, one) for one in names)


def kind_of_work(code: str, language: Language) -> str:
    """Return a kind of work in words; a code that has none as it is."""
    found = _lexicon().words.get(code)
    if found is None:
        return code
    return found.fa if language is Language.FA else found.en


@cache
def _lexicon() -> Lexicon:
    return load_words((files("hub.usecases.article38") / "words.toml").read_text("utf-8"))


@cache
def _sources() -> Mapping[str, str]:
    return tomllib.loads((files("hub.web") / "panel" / "citations.toml").read_text("utf-8"))
