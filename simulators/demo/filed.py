"""What came of the contract files: the coefficient of each, and the clearance of some."""

from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from typing import Any

from rich.table import Table

from simulators.demo.worked import Worked


@dataclass(slots=True)
class Filed:
    """A file: its worked example, on which course, and what it came to; amounts in rials.

    ``estimate`` is told with the coefficient, ``due`` at the calculation; ``reasons`` are those of
    the decision on its clearance, ``documents`` its certificate and receipt; ``seconds`` lie
    between its payment and the clearance that the hub issued of itself, None for the others.
    ``problem`` is empty when all is as it must be.
    """

    worked: Worked
    course: str
    ocid: str
    gross: int
    rows: tuple[str, ...] = ()
    estimate: int | None = None
    due: int | None = None
    paid: int = 0
    status: str = ""
    decision: str = ""
    reasons: tuple[str, ...] = ()
    documents: tuple[str, ...] = ()
    seconds: float | None = None
    problem: str = ""

    @property
    def percent(self) -> str:
        """The rate that was fixed, in per cent of the gross, to three digits."""
        return "–" if self.estimate is None else f"{self.estimate * 100 / self.gross:.3f}"

    def as_json(self) -> dict[str, Any]:
        """Return it as JSON values."""
        found = asdict(self)
        del found["worked"]
        return {
            "row": self.worked.row,
            "about": self.worked.about,
            "rate": str(self.worked.rate),
            "percent": self.percent,
            **found,
        }


def problems(files: Iterable[Filed]) -> Iterator[str]:
    """Yield what did not come out as it must."""
    for one in files:
        if one.problem:
            yield f"article 38, {one.worked.row} ({one.course}): {one.problem}"


def slowest(files: Iterable[Filed]) -> float | None:
    """Return the seconds from payment to clearance of the slowest; None where none was issued."""
    return max((one.seconds for one in files if one.seconds is not None), default=None)


def table(files: Iterable[Filed]) -> Table:
    """Return a row for every file: the rule, its rate as it must be and as it was fixed."""
    made = Table(
        title="Coefficients and clearances of Article 38 · ضریب پیمان و مفاصاحساب مادهٔ ۳۸",
        title_justify="left",
    )
    made.add_column("row, and what is done\nردیف و کار")
    for heading in ("by hand %\nدستی", "fixed %\nتعیین‌شده", "gross, rials\nناخالص", "due\nبدهی"):
        made.add_column(heading, justify="right")
    for heading in ("clearance\nمفاصاحساب", "status\nوضعیت"):
        made.add_column(heading)
    for one in files:
        by_hand = f"{float(one.worked.rate * 100):.3f}"
        due = one.estimate if one.due is None else one.due
        made.add_row(
            f"{one.worked.row}: {one.worked.about}",
            by_hand,
            one.percent if by_hand == one.percent else f"[red]{one.percent}[/]",
            f"{one.gross:,}",
            "–" if due is None else f"{due:,}",
            _cleared(one),
            one.status,
        )
    return made


def _cleared(one: Filed) -> str:
    """Return what became of its clearance: how, and what it rests on."""
    if one.problem:
        return f"[red]{one.problem}[/]"
    if not one.decision:
        return "·"
    return f"{one.course}: {one.decision} ({', '.join(one.reasons)})"
