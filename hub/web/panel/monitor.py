"""How the branches do: files by status, and clearances that were issued in time; pure.

Circular of 1399 on the electronic clearance, clause 6: offices of the provinces watch over it. A
province is the branches of its operator.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from hub.store.panel_files import Promptness, Standing
from hub.usecases.article38.file.statuses import FileStatus
from hub.web.language import Language, figures, words_in
from hub.web.panel.show import say

_CLEARED: Final = frozenset({FileStatus.CLEARED, FileStatus.CLEARANCE_NOTIFIED})
WIDTH: Final = 240
"""Of the longest bar, in units of its picture."""


@dataclass(frozen=True, slots=True)
class Bar:
    """A branch: its files and those cleared, as words and as widths, and its share in time."""

    title: str
    files: str
    cleared: str
    width: int
    cleared_width: int
    share: str


def bars(
    standings: Sequence[Standing], promptness: Sequence[Promptness], language: Language
) -> list[Bar]:
    """Return a bar for each branch, and one for all of them first where there are several."""
    found: dict[str, list[Standing]] = {}
    for one in standings:
        found.setdefault(one.branch, []).append(one)
    shares = {one.branch: one for one in promptness}
    longest = max((_files(of) for of in found.values()), default=0)
    made = [
        _bar(
            say("panel", "branch", language, branch=branch),
            of,
            shares.get(branch),
            longest,
            language,
        )
        for branch, of in found.items()
    ]
    if len(made) < 2:
        return made
    issued = Promptness("", sum(p.issued for p in promptness), sum(p.prompt for p in promptness))
    title = words_in(language)["panel_files"]["total"]
    return [_bar(title, standings, issued, _files(standings), language), *made]


def _bar(
    title: str,
    of: Sequence[Standing],
    promptness: Promptness | None,
    longest: int,
    language: Language,
) -> Bar:
    files, cleared = _files(of), sum(one.files for one in of if one.status in _CLEARED)
    return Bar(
        title,
        figures(f"{files:,}", language),
        figures(f"{cleared:,}", language),
        WIDTH * files // longest,
        WIDTH * cleared // longest,
        _share(promptness, language),
    )


def _share(promptness: Promptness | None, language: Language) -> str:
    if promptness is None or promptness.issued == 0:
        return words_in(language)["panel_files"]["no_share"]
    prompt, issued = promptness.prompt, promptness.issued
    part = 100 * prompt // issued
    return say("panel_files", "share", language, prompt=prompt, issued=issued, percent=part)


def _files(of: Sequence[Standing]) -> int:
    return sum(one.files for one in of)
