"""The list of Article 38 files, by status and branch, and how the branches do."""

from datetime import timedelta
from typing import Final

from starlette.responses import Response

from hub.clearing.ground import Grounds
from hub.store.contract_file_rows import FileRow
from hub.store.panel_files import PanelFiles, Standing
from hub.usecases.article38.file.statuses import STATUS_WORDS, FileStatus
from hub.web.language import Language, figures
from hub.web.panel.forms import typed
from hub.web.panel.guard import PATH, Visit
from hub.web.panel.monitor import WIDTH, bars
from hub.web.panel.refusals import PanelRefused
from hub.web.panel.show import say
from schemas.canonical.identifiers import InvalidIdentifier, parse_branch_code

FILES: Final = f"{PATH}/article38"
PAGE: Final = 50
SPAN: Final = 90
"""Days over which clearances in time are counted."""


class FilePages:
    """Shows lists of files."""

    def __init__(self, files: PanelFiles, grounds: Grounds) -> None:
        self._files = files
        self._grounds = grounds

    async def show(self, visit: Visit) -> Response:
        """Return a page of files of a status and a branch, with the picture of all branches.

        Raises `PanelRefused` for a status that there is not, or no branch.
        """
        query, language = visit.request.query_params, visit.language
        branches = visit.operator.branches
        status, branch = _status(query.get("status", "")), _branch(query.get("branch", ""))
        after = typed(query.get("after", ""))
        rows = await self._files.page(after, status, _among(branch, branches), PAGE)
        standings = await self._files.standings(branches)
        days = self._grounds.periods.clearance_days.length
        since = visit.at - timedelta(days=SPAN)
        promptness = await self._files.promptness(since, days, branches)
        return visit.page(
            "files.html",
            rows=[_line(one, language) for one in rows],
            next=rows[-1].ocid if len(rows) == PAGE else "",
            begun=bool(after),
            wanted=status or "",
            branch=branch or "",
            statuses=[(one.value, status_words(one, language)) for one in FileStatus],
            branches=_known(standings, branch, language),
            bars=bars(standings, promptness, language),
            width=WIDTH,
            monitor=say("panel_files", "monitor_lead", language, days=days, span=SPAN),
        )


def status_words(status: FileStatus, language: Language) -> str:
    """Return a status with its code."""
    words = STATUS_WORDS[status]
    said = words.fa if language is Language.FA else words.en
    return f"{figures(status.value, language)} – {said}"


def _line(row: FileRow, language: Language) -> dict[str, str]:
    return {
        "ocid": row.ocid,
        "row": figures(row.contract_row, language),
        "branch": figures(row.branch, language),
        "status": status_words(FileStatus(row.status), language),
    }


def _known(
    standings: list[Standing], branch: str | None, language: Language
) -> list[tuple[str, str]]:
    """Return the branches to choose from: those with files, and the one that was chosen."""
    codes = {one.branch for one in standings} | ({branch} if branch else set())
    return [(one, say("panel", "branch", language, branch=one)) for one in sorted(codes)]


def _among(branch: str | None, branches: list[str] | None) -> list[str] | None:
    """Return the branches that a page is of: none at all for one that is not the operator's."""
    if branch is None:
        return branches
    return [branch] if branches is None or branch in branches else []


def _status(text: str) -> str | None:
    if text and text not in {*FileStatus}:
        raise PanelRefused("query", 400)
    return text or None


def _branch(text: str) -> str | None:
    try:
        return parse_branch_code(text) if text else None
    except InvalidIdentifier:
        raise PanelRefused("query", 400) from None
