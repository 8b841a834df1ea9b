"""What a paper clearance is worth: by its serial, the day it bears, and the register of forms."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Final, NamedTuple

from hub.usecases.article38.model import Words
from hub.usecases.article38.paper.life import FormState
from hub.usecases.article38.paper.register import Piece, Register
from hub.usecases.article38.paper.terms import PaperTerms
from schemas.canonical.paper_form import Span


class Verdict(StrEnum):
    """What a paper is: only the first may be relied on."""

    VALID = "valid-before-switch"
    AFTER = "after-switch"
    VOIDED = "voided"
    UNKNOWN = "unknown"
    UNUSED = "unused"


class Ground(NamedTuple):
    """A verdict with its words and the clause that it stands on."""

    verdict: Verdict
    words: Words
    clause: str


_CIRCULAR: Final = "circular of 1399 on electronic Article 38 certificates, clause"
GROUNDS: Final[Mapping[str, Ground]] = {
    "issued": Ground(
        Verdict.VALID,
        Words(
            "این فرم در فهرست سازمان صادرشده است و تاریخ برگه پیش از پایان صدور کاغذی است.",
            "A clearance was issued on this form, and its day is before the end of paper.",
        ),
        f"{_CIRCULAR} 4",
    ),
    "after": Ground(
        Verdict.AFTER,
        Words(
            "تاریخ برگه پس از پایان صدور کاغذی است؛ از آن پس تنها سند الکترونیک اعتبار دارد.",
            "It is dated after the end of paper: since then only electronic ones are valid.",
        ),
        f"{_CIRCULAR} 4",
    ),
    "voided": Ground(
        Verdict.VOIDED,
        Words(
            "این فرم باطل شده است و هیچ مفاصاحسابی با آن اعتبار ندارد.",
            "The form was voided: no clearance on it is valid.",
        ),
        f"{_CIRCULAR} 5",
    ),
    "spoiled": Ground(
        Verdict.VOIDED,
        Words(
            "این فرم مخدوش شده و مفاصاحسابی با آن صادر نشده است.",
            "The form was spoiled, and no clearance was issued on it.",
        ),
        f"{_CIRCULAR} 5",
    ),
    "returned": Ground(
        Verdict.UNUSED,
        Words(
            "این فرم استفاده‌نشده به سازمان بازگردانده شده است؛ مفاصاحسابی با آن صادر نشده است.",
            "The form was returned unused: no clearance was issued on it.",
        ),
        f"{_CIRCULAR} 5",
    ),
    "printed": Ground(
        Verdict.UNKNOWN,
        Words(
            "این فرم به شعبه تحویل شده است و چیزی از صدور آن ثبت نشده است؛ از شعبه بپرسید.",
            "The form is with a branch, and nothing says that it was issued; ask the branch.",
        ),
        f"{_CIRCULAR} 5",
    ),
    "unheard": Ground(
        Verdict.UNKNOWN,
        Words(
            "فرمی با این شماره سریال در فهرست سازمان نیست.",
            "The register has no form of this serial.",
        ),
        f"{_CIRCULAR} 5",
    ),
    "day": Ground(
        Verdict.UNKNOWN,
        Words(
            "تاریخ این برگه با آنچه از این فرم ثبت شده است نمی‌خواند؛ از شعبه بپرسید.",
            "Its day does not fit what the register has of the form; ask the branch.",
        ),
        f"{_CIRCULAR} 5",
    ),
    "number": Ground(
        Verdict.UNKNOWN,
        Words(
            "شمارهٔ این برگه با شماره‌ای که برای این فرم ثبت شده است یکی نیست؛ از شعبه بپرسید.",
            "The register has another number for the clearance on this form; ask the branch.",
        ),
        f"{_CIRCULAR} 5",
    ),
}
"""Every reason by its name."""
_BY_STATE: Final = {
    FormState.RETURNED: "returned",
    FormState.SPOILED: "spoiled",
    FormState.VOIDED: "voided",
    FormState.PRINTED: "printed",
    None: "unheard",
}


@dataclass(frozen=True, slots=True)
class Paper:
    """A paper clearance as somebody holds it: serial, day, and its number if he says it."""

    serial: Span
    dated: date
    number: str | None = None


@dataclass(frozen=True, slots=True)
class Judgement:
    """Why a paper is what it is, by a name in `GROUNDS`.

    ``replaced_by`` is the number of the electronic clearance that stands in for a voided form.
    """

    why: str
    replaced_by: str | None = None

    @property
    def ground(self) -> Ground:
        """The verdict with its words and its clause."""
        return GROUNDS[self.why]


def judge(paper: Paper, register: Register, terms: PaperTerms) -> Judgement:
    """Return what a paper is worth; one dated after the switch nothing, whatever its form is.

    Circular of 1399, clauses 4 and 5.
    """
    (piece,) = register.pieces(paper.serial)
    replaced_by = piece.entries[-1].line.replaced_by if piece.entries else None
    if paper.dated > terms.last_paper_day.day:
        return Judgement("after", replaced_by)
    if piece.state is not FormState.ISSUED:
        return Judgement(_BY_STATE[piece.state], replaced_by)
    return Judgement(_of_issued(piece, paper))


def _of_issued(piece: Piece, paper: Paper) -> str:
    """Return whether what a paper says fits a form that was issued."""
    delivered, issued = piece.entries
    if not delivered.day <= paper.dated <= issued.day:
        return "day"
    told = (paper.number, issued.line.paper_number)
    return "number" if None not in told and told[0] != told[1] else "issued"
