"""The guard of the panel: who asks is signed in, and what he sees is noted before he sees it."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from hub.store.operators import Operator, Operators, View
from hub.store.panel_reads import PanelContracts
from hub.web.language import Language
from hub.web.panel.forms import fields_of
from hub.web.panel.refusals import PanelRefused, nothing
from hub.web.panel.show import say
from hub.web.panel.tokens import Cookie, bears, digest_of, mark_of
from hub.web.refused import shown
from hub.web.render import page

PATH = "/panel"
SIGN_IN = f"{PATH}/sign-in"
PASSPHRASE = f"{PATH}/passphrase"
_LONGEST_NAME = 64


@dataclass(frozen=True, slots=True)
class Visit:
    """A page that an operator asks for ``at`` an instant; ``fields`` are those of a form."""

    request: Request
    language: Language
    operator: Operator
    token: str
    at: datetime
    fields: Mapping[str, str] = field(default_factory=dict)

    @property
    def ocid(self) -> str:
        """The contract that the page is of; he may see it."""
        name: str = self.request.path_params["ocid"]
        return name

    def page(self, template: str, *, status: int = 200, **values: object) -> Response:
        """Return a page of the panel with its head: who is signed in, and where he can go."""
        return page(
            f"panel/{template}",
            self.language,
            status=status,
            here=self.request.url.path if self.request.method == "GET" else "",
            operator=self.operator,
            headers=None,
            mark=mark_of(self.token),
            **values,
        )

    def leads_to(self, path: str) -> Response:
        """Return the answer that sends the browser to a page of the panel."""
        return RedirectResponse(f"{path}?lang={self.language}", status_code=303)


Seen = Callable[[Visit], Awaitable[Response]]
Handler = Callable[[Request], Awaitable[Response]]


class Guard:
    """Lets operators in to pages and forms."""

    def __init__(
        self,
        operators: Operators,
        contracts: PanelContracts,
        cookie: Cookie,
        clock: Callable[[], datetime],
    ) -> None:
        self._operators = operators
        self._contracts = contracts
        self.cookie = cookie
        self._clock = clock

    def shows(self, kind: str, handler: Seen) -> Handler:
        """Return the endpoint of a page; ``kind`` is what is noted of who looks at it.

        A page with ``ocid`` in its path is shown of a contract that the operator may see alone.
        """

        async def see(request: Request, language: Language) -> Response:
            visit = await self.visit(request, language)
            if visit is None:
                return RedirectResponse(f"{SIGN_IN}?lang={language}", status_code=303)
            if visit.operator.must_choose:
                return visit.leads_to(PASSPHRASE)
            await self._note(visit, kind)
            return await handler(visit)

        return self.spoken(see)

    def takes(self, handler: Seen, *, choosing: bool = False) -> Handler:
        """Return the endpoint of a form, which came from a page of this session.

        Before he has chosen a passphrase, an operator may do nothing else: ``choosing``.
        """

        async def take(request: Request, language: Language) -> Response:
            visit = await self.visit(request, language)
            if visit is None:
                return RedirectResponse(f"{SIGN_IN}?lang={language}", status_code=303)
            fields = await fields_of(request)
            if not bears(fields.get("mark", ""), visit.token):
                raise PanelRefused("form", 403)
            if visit.operator.must_choose and not choosing:
                return visit.leads_to(PASSPHRASE)
            told = Visit(request, language, visit.operator, visit.token, visit.at, fields)
            return await handler(told)

        return self.spoken(take)

    async def visit(self, request: Request, language: Language) -> Visit | None:
        """Return the visit of who is signed in; None for whoever is not."""
        token, now = self.cookie.token_in(request), self._clock()
        if token is None:
            return None
        operator = await self._operators.session(digest_of(token), now)
        return None if operator is None else Visit(request, language, operator, token, now)

    def spoken(self, handler: Callable[[Request, Language], Awaitable[Response]]) -> Handler:
        """Return ``handler`` with every refusal turned into a page of its words."""

        async def guard(request: Request, language: Language) -> Response:
            try:
                return await handler(request, language)
            except PanelRefused as refused:
                said = say("panel_refused", refused.why, language)
                return page(
                    "panel/refused.html", language, status=refused.status, here="", said=said
                )

        return shown(guard)

    async def _note(self, visit: Visit, kind: str) -> None:
        """Note that a page is looked at; raises `PanelRefused` where it is not his to see."""
        ocid = visit.request.path_params.get("ocid")
        if ocid is not None:
            await self.check_visible(visit.operator, ocid)
        await self._operators.note(View(visit.operator.code, kind, ocid, visit.at))

    async def check_visible(self, operator: Operator, ocid: str) -> None:
        """Return where an operator may see a contract; else raise `PanelRefused`."""
        if len(ocid) > _LONGEST_NAME or "\x00" in ocid:
            raise nothing()
        if not await self._contracts.visible(ocid, operator.branches):
            raise nothing()
