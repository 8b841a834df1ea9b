"""Persian text as it arrives and as it is compared.

Text is stored as received and compared folded: agencies write the same name with Arabic or
Persian letters, with or without half-spaces, and in three alphabets of digits.
"""

import re
import unicodedata

_DIGITS = {ord(c): str(i) for digits in ("۰۱۲۳۴۵۶۷۸۹", "٠١٢٣٤٥٦٧٨٩") for i, c in enumerate(digits)}
_PERSIAN_DIGITS = {ord(str(i)): c for i, c in enumerate("۰۱۲۳۴۵۶۷۸۹")}
_LETTERS = {
    ord("ي"): "ی",
    ord("ى"): "ی",
    ord("ئ"): "ی",
    ord("ك"): "ک",
    ord("ة"): "ه",
    ord("ۀ"): "ه",
    ord("أ"): "ا",
    ord("إ"): "ا",
    ord("آ"): "ا",
    ord("ؤ"): "و",
    ord("ـ"): "",  # tatweel stretches a word, it is not a letter
    0x200C: " ",  # zero-width non-joiner: a half-space
}


_UNFIT = re.compile(
    "[\x00-\x1f\x7f-\x9f"  # control characters
    "\u202a-\u202e\u2066-\u2069"  # marks that turn the direction of writing
    "\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]"  # half pairs, and what is no character
)
_VISIBLE = re.compile(r"[^\s\u200b\u200c\u200d\u200e\u200f\u0640\ufeff]")


class UnfitText(ValueError):
    """A text that cannot stand in a document; nothing of it is in the message."""


def fit(text: str, longest: int = 200) -> str:
    """Return ``text`` unchanged when it can stand in a document that people read and sign.

    Raises `UnfitText` for a text of nothing that can be seen, one of more than ``longest``
    characters, a control character, half a surrogate pair, a code point that is no character, and
    the marks that turn the direction of writing: with those, a name can be made to look like
    another.
    """
    if len(text) > longest or _VISIBLE.search(text) is None:
        raise UnfitText("blank or too long")
    if _UNFIT.search(text):
        raise UnfitText("unfit character")
    return text


def fold(text: str) -> str:
    """Return ``text`` in the one form in which names and addresses are compared.

    Letters and digits go to their Persian/ASCII form, half-spaces to spaces, diacritics and
    invisible marks away, runs of spaces to one. The result is for comparing only, never shown.
    """
    composed = unicodedata.normalize("NFKC", text).translate(_LETTERS).translate(_DIGITS)
    decomposed = unicodedata.normalize("NFD", composed)
    kept = "".join(c for c in decomposed if unicodedata.category(c) not in {"Mn", "Cf"})
    return " ".join(kept.split()).casefold()


def same_text(one: str, other: str) -> bool:
    """Tell whether two texts are the same to a human reader, spaces within words included."""
    return fold(one).replace(" ", "") == fold(other).replace(" ", "")


def ascii_digits(text: str) -> str:
    """Return ``text`` with Persian and Arabic digits turned into ASCII ones."""
    return text if text.isascii() else text.translate(_DIGITS)


def persian_digits(text: str) -> str:
    """Return ``text`` with ASCII digits turned into Persian ones, for people to read."""
    return text.translate(_PERSIAN_DIGITS)
