"""The contracts' pages: find one, decide which is meant, see where registers disagree."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Final

from starlette.responses import Response

from hub.contracts.scale import Scale
from hub.errors import InvalidRequest
from hub.sharing.choosing import Choosing
from hub.sharing.choosing import Operator as Chooser
from hub.sharing.results import read_candidates
from hub.sharing.written import read_joined
from hub.store.operators import Operators, View
from hub.store.panel_reads import Listed, PanelContracts
from hub.web.language import Language, figures, words_in
from hub.web.panel.forms import typed
from hub.web.panel.guard import PATH, Visit
from hub.web.panel.refusals import PanelRefused
from hub.web.panel.search import BLANK, Slip, Typed, nowhere, sought_of, typed_in
from hub.web.panel.show import masked, say
from hub.web.panel.waiting import wait_of
from schemas.canonical.text import UnfitText, fit

CONTRACTS: Final = f"{PATH}/contracts"
PAGE: Final = 20
_LONGEST_REASON: Final = 500
NEW: Final = "new"
"""What the form says for a contract that there is not yet."""


@dataclass(frozen=True, slots=True)
class Line:
    """A contract in a list; a natural person's id is masked, ``on`` is what is disagreed on."""

    ocid: str
    subject: str
    contractor: str
    on: str = ""


class ContractPages:
    """The list of contracts, and what is done from there."""

    def __init__(
        self,
        contracts: PanelContracts,
        operators: Operators,
        choosing: Choosing,
        sources: Collection[str],
        scale: Scale,
    ) -> None:
        self._contracts = contracts
        self._operators = operators
        self._choosing = choosing
        self._sources = sources
        self._scale = scale

    async def show(self, visit: Visit) -> Response:
        """Return the search form, a page of what waits, and one of what is disagreed on."""
        return await self._page(visit)

    async def find(self, visit: Visit) -> Response:
        """Return what the search form finds; what was typed stands in no address."""
        await self._operators.note(View(visit.operator.code, "search", None, visit.at))
        sought = sought_of(visit.fields)
        if isinstance(sought, Slip):
            return await self._page(visit, form=typed_in(visit.fields, sought, visit.language))
        found = await self._contracts.sought(sought, self._sources, visit.operator.branches, PAGE)
        if len(found) == 1:
            return visit.leads_to(f"{CONTRACTS}/{found[0].ocid}")
        form = typed_in(visit.fields, None if found else nowhere(sought), visit.language)
        return await self._page(visit, found=found, form=form)

    async def further(self, visit: Visit) -> Response:
        """Return the page with what waits behind an entry, whose id stands in no address."""
        await self._operators.note(View(visit.operator.code, "contracts", None, visit.at))
        behind = (visit.fields.get("source", ""), visit.fields.get("source_id", ""))
        return await self._page(visit, behind=behind)

    async def choose(self, visit: Visit) -> Response:
        """Keep an operator's choice, and lead to the contract that it is of.

        Raises `PanelRefused` where it is not his to make, or says nothing; `InvalidRequest` where
        nothing waits there any more.
        """
        if visit.operator.branches is not None:
            raise PanelRefused("all_only", 403)
        source, source_id = visit.fields.get("source", ""), visit.fields.get("source_id", "")
        chosen = visit.fields.get("chosen", "")
        if not chosen:
            raise PanelRefused("candidate", 400)
        by = Chooser(visit.operator.code, _reason(visit.fields.get("reason", "")), visit.at)
        await self._check_offered(source, source_id, chosen)
        ocid = None if chosen == NEW else chosen
        done = await self._choosing.choose(source, source_id, ocid, by)
        return visit.leads_to(f"{CONTRACTS}/{done.ocid}")

    async def _check_offered(self, source: str, source_id: str, chosen: str) -> None:
        """Raise `PanelRefused` for a contract that the waiting entry does not propose."""
        entry = await self._contracts.waits(source, source_id)
        if entry is None:
            raise InvalidRequest("contract.not-waiting", field="source_id")
        offered = {one.ocid for one in read_candidates(entry.candidates)}
        if chosen not in offered | {NEW}:
            raise PanelRefused("candidate", 400)

    async def _page(
        self,
        visit: Visit,
        *,
        found: list[Listed] | None = None,
        form: Typed = BLANK,
        behind: tuple[str, str] = ("", ""),
    ) -> Response:
        after = typed(visit.request.query_params.get("after", ""))
        branches = visit.operator.branches
        waiting = await self._contracts.waiting(behind, PAGE) if branches is None else []
        apart = await self._contracts.apart(after, branches, PAGE)
        language = visit.language
        return visit.page(
            "contracts.html",
            status=400 if form.wrong and found is None else 200,
            form=form,
            count=say("panel_contracts", "found", language, count=len(found or ())),
            found=[_line(one, language) for one in found or ()],
            sees_all=branches is None,
            waiting=[wait_of(n, one, self._scale, language) for n, one in enumerate(waiting, 1)],
            next_entry=waiting[-1] if len(waiting) == PAGE else None,
            apart=[_line(one, language) for one in apart],
            next_apart=apart[-1].ocid if len(apart) == PAGE else "",
            begun=bool(after or behind[0]),
            new=NEW,
        )


def _reason(text: str) -> str:
    try:
        return fit(text, _LONGEST_REASON)
    except UnfitText:
        raise PanelRefused("reason", 400) from None


def _line(one: Listed, language: Language) -> Line:
    contract, labels = read_joined(one.ocid, one.body), words_in(language)["panel_field"]
    stated = {name: str(field.value) for name, field in contract.fields.items()}
    comma = "، " if language is Language.FA else ", "
    return Line(
        one.ocid,
        stated.get("subject", ""),
        figures(masked(stated.get("contractor", "")), language),
        comma.join(labels[apart.field] for apart in contract.disagreements),
    )
