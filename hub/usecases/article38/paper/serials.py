"""The serials of holograms as they are written, and forms of one series in a row."""

import re
from dataclasses import dataclass

from hub.errors import InvalidRequest
from schemas.canonical.paper_form import Span
from schemas.canonical.text import ascii_digits

_BETWEEN = re.compile(r"[\s\u200c-]+")
_LONGEST = 64


@dataclass(frozen=True, slots=True)
class SerialForm:
    """How a serial is written: ``letters`` of the ``alphabet``, then ``digits``."""

    alphabet: str
    letters: int
    digits: int

    def write(self, series: str, number: int) -> str:
        """Return the serial of a form."""
        return f"{series}{number:0{self.digits}d}"

    def shown(self, span: Span) -> str:
        """Return the serials of forms in a row: the first and the last, or the only one."""
        first = self.write(span.series, span.first)
        return first if span.forms == 1 else f"{first}..{self.write(span.series, span.last)}"


def read_serial(text: str, form: SerialForm, field: str) -> Span:
    """Return the one form whose serial ``text`` is; a lost zero is not guessed.

    Raises `InvalidRequest` (``paper-serial.form``) of ``field``.
    """
    plain = _BETWEEN.sub("", ascii_digits(text)).upper() if len(text) <= _LONGEST else ""
    series, digits = plain[: form.letters], plain[form.letters :]
    if (
        len(plain) != form.letters + form.digits
        or not set(series) <= set(form.alphabet)
        or not (digits.isascii() and digits.isdigit())
    ):
        raise InvalidRequest("paper-serial.form", field=field)
    return Span(series, int(digits), int(digits))


def read_span(first: str, last: str | None, form: SerialForm, field: str = "") -> Span:
    """Return the forms from ``first`` to ``last``, which is left out for a single one.

    Raises `InvalidRequest`: ``paper-serial.form``, ``paper-serial.series`` where they are of two
    series, ``paper-serial.reversed``.
    """
    begins = read_serial(first, form, f"{field}first")
    ends = begins if last is None else read_serial(last, form, f"{field}last")
    if begins.series != ends.series:
        raise InvalidRequest("paper-serial.series", field=f"{field}last")
    if ends.last < begins.first:
        raise InvalidRequest("paper-serial.reversed", field=f"{field}last")
    return Span(begins.series, begins.first, ends.last)
