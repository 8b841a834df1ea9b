"""The proof that a page says what its XML says: all of it, in its order, and nothing besides."""

import unicodedata
from collections.abc import Iterator
from typing import Final

from schemas.canonical.text import ascii_digits, persian_digits
from signing.page.blocks import Prose, Row, Section, Table, Words
from signing.page.words import Unspoken, words_of
from signing.verify.pdf.file import read_file
from signing.verify.pdf.pages import pages_of
from signing.verify.pdf.printed import Page
from signing.verify.report import Refused

_ALIKE: Final = str.maketrans(")]}>»›\u06d5", "([{<«‹\u0647")
"""Brackets, which turn with the line, and the two forms in which a heh is told."""


def check_twin(pdf: bytes, xml: bytes) -> None:
    """Check that the pages of ``pdf`` say what the certificate in ``xml``, as issued, says.

    The text of the pages is compared with `words_of` from beginning to end, so that every name,
    number, amount, day and decision stands where it belongs, once, and nothing else stands
    anywhere. White space, the alphabet of digits and vowel marks make no difference.

    Raises:
        Refused: ``twin``, with ``words`` (the XML has none for a page), ``content``, ``seal``,
            ``frame`` (head or foot of a page), ``operator`` (something else is drawn), ``font``,
            ``hidden-text``, ``annotation``, ``pages`` or ``stream``; or ``well-formed``.
    """
    try:
        words = words_of(xml)
    except Unspoken:
        raise Refused("twin", "words") from None
    pages = pages_of(read_file(pdf))
    for place, page in enumerate(pages, 1):
        _check_frame(page, words, place, len(pages))
    first, *others = (_bare(page.content) for page in pages)
    seal = _bare(*_of_seal(words))
    if not first.endswith(seal):
        raise Refused("twin", "seal")
    content = first.removesuffix(seal) + "".join(others)
    if content != _bare(*_content(words)):
        raise Refused("twin", "content")


def _check_frame(page: Page, words: Words, place: int, pages: int) -> None:
    """Check head and foot of a page; the head of a table may be repeated between them."""
    said = _bare(page.frame)
    head = f"{words.organization[0]} - {words.title[0]}{words.number}" if place > 1 else ""
    numbers = {"page": persian_digits(str(place)), "pages": persian_digits(str(pages))}
    foot = words.number + words.page.format(**numbers)
    between = ("", *words.facts.head) if place > 1 else ("",)
    if said not in {_bare(head, foot), _bare(head, *between, foot)}:
        raise Refused("twin", "frame")


def _content(words: Words) -> Iterator[str]:
    """Yield the words of the page in the order of its content, the seal left out."""
    yield from (*words.organization, *words.title, words.about)
    yield from _of_rows(words.summary)
    for section in words.subject:
        yield from _of_section(section)
    yield from _of_table(words.facts)
    for prose in words.prose:
        yield from _of_prose(prose)
    yield from _of_section(words.record)


def _of_rows(rows: tuple[Row, ...]) -> Iterator[str]:
    for row in rows:
        yield from (row.label, row.value)


def _of_section(section: Section) -> Iterator[str]:
    yield from section.title
    yield from _of_rows(section.rows)


def _of_table(table: Table) -> Iterator[str]:
    yield from (*table.title, *table.head)
    for line in table.lines:
        yield from (line.ordinal, line.label, line.value, line.spelled, line.source, line.as_of)


def _of_prose(prose: Prose) -> Iterator[str]:
    yield from (*prose.title, *prose.paragraphs, *prose.foreign)


def _of_seal(words: Words) -> Iterator[str]:
    yield from _of_rows(words.seal)
    yield from (words.notice, words.signature)


def _bare(*texts: str) -> str:
    """Return ``texts`` as one run of letters: no space, no mark, one alphabet of digits."""
    joined = unicodedata.normalize("NFKD", "".join(texts))
    kept = (one for one in joined if unicodedata.category(one) not in {"Mn", "Cf", "Zs", "Cc"})
    return ascii_digits("".join(kept)).translate(_ALIKE)
