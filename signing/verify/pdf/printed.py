"""What the pages of a PDF of ours say, in the order in which it is read.

A page is text and lines: its content stream is read operator by operator, and any that could show
or hide something else is refused. A text object holds a run of one direction, its glyphs from left
to right; one that is written to the left is read from its end (ISO 32000-2, 14.8.2.5.3).
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from itertools import zip_longest
from typing import Final
from unicodedata import bidirectional, category

from signing.verify.pdf.glyphs import letters_of, read_meanings, read_text
from signing.verify.pdf.objects import Name, Scanner, String, Value
from signing.verify.report import Refused

_SPACE: Final = rb"[\x00\t\n\x0c\r ]*"
_OPERATOR = re.compile(_SPACE + rb"([A-Za-z]+\*?)")
_NUMBER: Final = rb"(?:[-+]?[0-9.]+[\n ]+)"
_LINES = re.compile(rb"(?:" + _SPACE + _NUMBER + rb"+(?:[mlcwM]|Tm|SCN)(?![A-Za-z*]))+")
"""Lines and curves, of which a QR code has thousands, and what else says nothing."""
_IGNORED: Final = frozenset(
    {"m", "l", "c", "h", "f", "S", "B", "W", "n", "w", "M", "CS", "SCN", "BT", "Tm"}
)
_BACKWARD: Final = frozenset({"R", "AL"})
_FORWARD: Final = frozenset({"L", "EN", "AN"})
_MARK: Final = "Mn"
_MARKS: Final = frozenset({_MARK, "Cf"})
_PALEST: Final = 0.5
_VISIBLE: Final = 0


@dataclass(frozen=True, slots=True)
class Page:
    """The texts of a page: its content, and what the frame (head, foot, repeated heads) says."""

    content: str
    frame: str


def read_page(stream: bytes, fonts: Mapping[str, bytes]) -> Page:
    """Return what a page says whose content is ``stream``.

    ``fonts`` has the ToUnicode map of each font by the name it has on this page. Raises `Refused`
    (twin) with ``operator``, ``font`` or ``hidden-text``.
    """
    reading = _Reading({name: read_meanings(cmap) for name, cmap in fonts.items()})
    for operator, operands in _instructions(stream):
        reading.take(operator, operands)
    runs = [one for one in reading.runs if not _MARKS.issuperset(map(category, one.text))]
    return Page(*(_joined([one for one in runs if one.framed is kind]) for kind in (False, True)))


def _instructions(stream: bytes) -> Iterator[tuple[str, list[Value]]]:
    """Yield each operator with what stands before it (clause 7.8.2)."""
    place, end, operands = 0, len(stream.rstrip()), list[Value]()
    while place < end:
        if not operands and (lines := _LINES.match(stream, place)):
            place = lines.end()
        elif found := _OPERATOR.match(stream, place):
            place = found.end()
            yield found[1].decode(), operands
            operands = []
        else:
            scanner = Scanner(stream, place)
            operands.append(scanner.value())
            place = scanner.place


@dataclass(frozen=True, slots=True)
class _Run:
    """What a text object shows: the letters of each glyph from left to right, and where."""

    letters: tuple[str, ...]
    place: tuple[float, float]
    backwards: bool
    framed: bool

    @property
    def text(self) -> str:
        """The letters in the order in which they are read."""
        return "".join(reversed(self.letters) if self.backwards else self.letters)


@dataclass(frozen=True, slots=True)
class _Ink:
    """What text is shown with (clause 8.4.1): its darkest channel, and what its glyphs mean."""

    paleness: float = 0.0
    font: Mapping[int, str] = field(default_factory=dict)


@dataclass(slots=True)
class _Reading:
    """How far a page has been read: its texts, and the state that text is shown in."""

    fonts: Mapping[str, Mapping[int, str]]
    runs: list[_Run] = field(default_factory=list)
    marks: list[tuple[str, str | None]] = field(default_factory=list)
    letters: list[str] = field(default_factory=list)
    backwards: bool = False
    place: tuple[float, float] = (0.0, 0.0)
    ink: _Ink = field(default_factory=_Ink)
    kept: list[_Ink] = field(default_factory=list)

    def take(self, operator: str, operands: list[Value]) -> None:
        """Take in one instruction; raises `Refused` for one that our pages have not."""
        match operator, operands:
            case "Tj", [String(value=codes)]:
                self._show(codes)
            case "TJ", [list(items)]:
                self._show(b"".join(one.value for one in items if isinstance(one, String)))
            case "Tf", [Name() as name, _] if name in self.fonts:
                self.ink = replace(self.ink, font=self.fonts[name])
            case "BMC", [Name() as name]:
                self.marks.append((name, None))
                self.backwards |= name == "ReversedChars"
            case "BDC", [Name() as name, dict(properties)]:
                self.marks.append((name, _actual_text(properties)))
            case "EMC", [] if self.marks:
                self._leave()
            case "ET", []:
                self._end_run()
            case _:
                self._set(operator, operands)

    def _set(self, operator: str, operands: list[Value]) -> None:
        """Take in what changes how things are drawn."""
        match operator, operands:
            case "Tr", [number] if number == _VISIBLE:
                pass
            case "Tr", _:
                raise Refused("twin", "hidden-text")
            case "cm", [_, _, _, _, x, y]:
                self.place = (_number(x), _number(y))
            case "q", []:
                self.kept.append(self.ink)
            case "Q", [] if self.kept:
                self.ink = self.kept.pop()
            case "cs", [Name()]:
                self.ink = replace(self.ink, paleness=0.0)
            case "scn", [_, *_] as channels:
                self.ink = replace(self.ink, paleness=min(map(_number, channels)))
            case name, _ if name in _IGNORED:
                pass
            case _:
                raise Refused("twin", "operator")

    def _show(self, codes: bytes) -> None:
        """Take in the letters of the glyphs shown, unless the text behind them is given."""
        if self.ink.paleness > _PALEST:
            raise Refused("twin", "hidden-text")
        letters = letters_of(codes, self.ink.font)
        if all(text is None for _, text in self.marks):
            self.letters.extend(letters)

    def _leave(self) -> None:
        """Take in the end of a marked content, and its ActualText (clause 14.9.4)."""
        _, text = self.marks.pop()
        if text is not None:
            self.letters.append(text)

    def _end_run(self) -> None:
        """Take in the end of a text object."""
        letters = tuple(self.letters)
        strong = any(bidirectional(one) in _BACKWARD for one in "".join(letters))
        framed = any(name == "Artifact" for name, _ in self.marks)
        self.runs.append(_Run(letters, self.place, strong or self.backwards, framed))
        self.letters, self.backwards = [], False


def _joined(runs: Sequence[_Run]) -> str:
    """Return the texts of ``runs`` in reading order.

    Where a vowel mark moves a glyph up or down, a run to the left is drawn in parts, the last
    first, and the mark is a part of its own that names the letter it stands on once more.
    """
    words: list[list[str]] = []
    before: _Run | None = None
    for one, after in zip_longest(runs, runs[1:]):
        if after is not None and _marks(one, after):
            continue
        if before is not None and _precedes(one, before):
            words[-1].insert(0, one.text)
        else:
            words.append([one.text])
        before = one
    return "".join(text for parts in words for text in parts)


def _marks(one: _Run, after: _Run) -> bool:
    """Tell whether ``one`` is the mark on the letter that ``after`` begins with."""
    single = len(one.letters) == 1 and one.letters[0] == after.letters[0]
    return single and any(category(letter) == _MARK for letter in one.letters[0])


def _precedes(one: _Run, before: _Run) -> bool:
    """Tell whether ``one`` was drawn after ``before``, to the right of it, and is read first."""
    behind = one.place[1] == before.place[1] and one.place[0] >= before.place[0]
    return behind and not any(_FORWARD & set(map(bidirectional, run.text)) for run in (one, before))


def _number(value: Value) -> float:
    """Return a number; anything else where one belongs is refused."""
    if not isinstance(value, int | Decimal):
        raise Refused("twin", "operator")
    return float(value)


def _actual_text(properties: Mapping[str, Value]) -> str | None:
    """Return the ActualText of a marked content."""
    text = properties.get("ActualText")
    return read_text(text.value) if isinstance(text, String) else None
