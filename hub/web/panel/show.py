"""Amounts, days and codes as the panel's pages show them; pure."""

from collections.abc import Sequence
from fractions import Fraction
from functools import cache
from importlib.resources import files

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
    """Return a share as it is fixed, exactly, and as per cent where that is exact to a digit."""
    hundredths = share * 100
    if hundredths.denominator == 1:
        text = f"{hundredths.numerator}%"
    else:
        text = f"{share.numerator}/{share.denominator} (≈ {float(hundredths):.2f}%)"
    return figures(text.replace("%", "٪") if language is Language.FA else text, language)


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
