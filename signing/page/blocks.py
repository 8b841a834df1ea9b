"""What a page is made of: rows, sections, a table, prose, in the order in which they are read."""

from dataclasses import dataclass

Title = tuple[str, str]
"""A title in Persian and its English subtitle."""


@dataclass(frozen=True, slots=True)
class Row:
    """A label and its value; a ``code`` is written from left to right."""

    label: str
    value: str
    code: bool = False


@dataclass(frozen=True, slots=True)
class Section:
    """Rows under a title."""

    title: Title
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class Line:
    """A fact in the table; ``spelled`` is an amount in words, empty for what is no amount."""

    ordinal: str
    label: str
    value: str
    spelled: str
    source: str
    as_of: str


@dataclass(frozen=True, slots=True)
class Table:
    """The facts under a head of five columns, which every page of them repeats."""

    title: Title
    head: tuple[str, ...]
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Prose:
    """Paragraphs under a title, and the English ones after them."""

    title: Title
    paragraphs: tuple[str, ...]
    foreign: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Words:
    """The words of a page in reading order.

    ``page`` is the line at the foot of each, with ``{page}`` and ``{pages}`` to be filled in;
    ``edition`` names the set of the fixed words.
    """

    edition: str
    organization: Title
    title: Title
    about: str
    number: str
    summary: tuple[Row, ...]
    subject: tuple[Section, ...]
    facts: Table
    prose: tuple[Prose, ...]
    record: Section
    seal: tuple[Row, ...]
    signature: str
    notice: str
    page: str
