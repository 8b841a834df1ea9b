"""The desk: what needs attention in an operator's branches."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Final

from starlette.responses import Response

from hub.clearing.ground import Grounds, recorded
from hub.store.contract_file_rows import FileRow
from hub.store.panel_files import GivenUp, PanelFiles
from hub.store.panel_reads import PanelContracts
from hub.store.workshop_notices import WorkshopNotices
from hub.usecases.article38.file.due import Deadline, deadlines
from hub.usecases.article38.file.state import fold
from hub.usecases.article38.file.statuses import STATUS_WORDS, FileStatus
from hub.web.language import Language, day, figures, instant, words_in
from hub.web.panel.guard import Visit
from hub.web.panel.served import served_on
from hub.web.panel.show import say
from schemas.canonical.dates import tehran_day

MOST: Final = 50
"""So many of each kind are shown, and so many files are looked through for late deadlines."""
_PUBLIC: Final = frozenset({"tabling", "note-payment", "clearance"})
"""Deadlines whose lapse is an omission; an objection or an appeal is a right."""


@dataclass(frozen=True, slots=True)
class Item:
    """A thing to be looked at: of which contract, what about it, and since when or how long."""

    ocid: str
    what: str
    when: str


class Desk:
    """The first page of the panel."""

    def __init__(
        self,
        contracts: PanelContracts,
        files: PanelFiles,
        notices: WorkshopNotices,
        grounds: Grounds,
    ) -> None:
        self._contracts = contracts
        self._files = files
        self._notices = notices
        self._grounds = grounds

    async def show(self, visit: Visit) -> Response:
        """Return what is open in the operator's branches; four lists, each with its empty state."""
        branches, language = visit.operator.branches, visit.language
        overdue = await self._files.overdue(visit.at, branches, MOST)
        dead = await self._files.given_up(branches, MOST)
        waiting = await self._contracts.waiting(("", ""), MOST) if branches is None else []
        lists = [
            ("overdue", [_overdue(one, language) for one in overdue]),
            ("late", await self._late(visit)),
            ("dead", [_dead(one, language) for one in dead]),
        ]
        return visit.page(
            "home.html",
            lead=say("panel_home", "lead", language, branches=branches_in_words(visit)),
            lists=lists,
            waiting=_count(len(waiting), language),
            more=say("panel", "more", language, limit=MOST),
            most=MOST,
        )

    async def _late(self, visit: Visit) -> list[Item]:
        """Return the deadlines that have passed without the deed, the earliest first."""
        today = tehran_day(visit.at)
        found: list[tuple[date, str, Deadline]] = []
        for ocid, acts in (await self._files.running(visit.operator.branches, MOST)).items():
            file = fold(recorded(acts))
            served = served_on(file, await self._notices.of_file(ocid))
            every = deadlines(file, today, self._grounds.periods, served)
            found += [(one.last, ocid, one) for one in every if _lapsed(one, today)]
        found.sort(key=lambda late: late[:2])
        return [
            Item(ocid, *_lateness(one, (today - one.last).days, visit.language))
            for _, ocid, one in found
        ]


def _count(found: int, language: Language) -> str:
    """Return a count; with a plus where more was not looked for, and empty for none."""
    return figures(f"{found}{'+' if found == MOST else ''}", language) if found else ""


def _lapsed(one: Deadline, today: date) -> bool:
    return one.what in _PUBLIC and one.met is None and one.late(today)


def branches_in_words(visit: Visit) -> str:
    """Return which branches an operator works for."""
    branches = visit.operator.branches
    if branches is None:
        return words_in(visit.language)["panel"]["all_branches"]
    return ("، " if visit.language is Language.FA else ", ").join(_branches(visit))


def _branches(visit: Visit) -> Iterator[str]:
    for one in visit.operator.branches or ():
        yield say("panel", "branch", visit.language, branch=one)


def _overdue(row: FileRow, language: Language) -> Item:
    words = STATUS_WORDS[FileStatus(row.status)]
    since = instant(row.attend_at, language) if row.attend_at else ""
    said = say("panel_home", "since", language, at=since)
    return Item(row.ocid, words.fa if language is Language.FA else words.en, said)


def _dead(one: GivenUp, language: Language) -> Item:
    words = words_in(language)
    what = f"{words['panel_act'][one.kind]}: {words['panel_party'][one.party]}"
    return Item(one.ocid, what, say("panel_home", "tries", language, attempts=one.attempts))


def _lateness(one: Deadline, days: int, language: Language) -> tuple[str, str]:
    what = words_in(language)["panel_deadline"][one.what]
    return what, say("panel_home", "last", language, day=day(one.last, language), days=days)
