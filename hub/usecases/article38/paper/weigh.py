"""Lines of minutes held against the register, one after another."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from hub.usecases.article38.paper.register import Register, Slip
from schemas.canonical.paper_form import Entry, Line, Minute


@dataclass(frozen=True, slots=True)
class Weighed:
    """What comes of a line: taken, the same as before, or refused for its slips."""

    line: Line
    same: bool = False
    slips: tuple[Slip, ...] = ()

    @property
    def taken(self) -> bool:
        """Whether it is to be taken down."""
        return not self.same and not self.slips


def weigh(
    minute: Minute, lines: Iterable[Line], register: Register, clearances: Collection[str]
) -> list[Weighed]:
    """Return what comes of lines in their order; what is taken stands in ``register`` for the rest.

    ``register`` has the entries of the forms concerned, ``clearances`` the numbers of electronic
    clearances that there are. A line that these minutes have said before is the same.
    """
    found = []
    for line in lines:
        if register.has(line, minute):
            found.append(Weighed(line, same=True))
            continue
        slips = register.slips(line, minute)
        if line.replaced_by is not None and line.replaced_by not in clearances:
            slips.append(Slip("paper.no-clearance", line.span))
        found.append(Weighed(line, slips=tuple(slips)))
        if not slips:
            register.add(Entry(line, minute.number, minute.day, minute.province, minute.branch))
    return found
