"""The doors of the panel: sign in, sign out, choose a passphrase."""

import logging
from collections.abc import Callable

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from hub.store.operators import Operators
from hub.store.passphrases import LONGEST, SHORTEST
from hub.web.language import Language
from hub.web.panel.entrance import Entrance
from hub.web.panel.forms import fields_of
from hub.web.panel.guard import PASSPHRASE, PATH, SIGN_IN, Guard, Visit
from hub.web.panel.refusals import PanelRefused
from hub.web.panel.show import say
from hub.web.panel.tokens import TOKEN_OCTETS, bears, digest_of, mark_of, token_of
from hub.web.render import page

log = logging.getLogger("hub.web.panel")

_WHERE = {"wrong": "current", "short": "chosen", "differs": "again"}
"""At which field of the form a slip in the choice of a passphrase stands."""


class EntryPages:
    """Sign-in, sign-out and the choice of a passphrase."""

    def __init__(
        self,
        guard: Guard,
        entrance: Entrance,
        operators: Operators,
        random: Callable[[int], bytes],
    ) -> None:
        self._guard = guard
        self._entrance = entrance
        self._operators = operators
        self._random = random

    def routes(self) -> list[Route]:
        """Return the routes."""
        guard = self._guard
        return [
            Route(SIGN_IN, guard.spoken(self._ask), methods=["GET"]),
            Route(SIGN_IN, guard.spoken(self._sign_in), methods=["POST"]),
            Route(f"{PATH}/sign-out", guard.takes(self._sign_out, choosing=True), methods=["POST"]),
            Route(PASSPHRASE, guard.spoken(self._choosing), methods=["GET"]),
            Route(PASSPHRASE, guard.takes(self._choose, choosing=True), methods=["POST"]),
        ]

    async def _ask(self, request: Request, language: Language) -> Response:
        """Return the sign-in form; who is signed in already is led to the desk."""
        visit = await self._guard.visit(request, language)
        if visit is not None:
            return visit.leads_to(PATH)
        cookie = self._guard.cookie
        token = cookie.token_in(request) or token_of(self._random(TOKEN_OCTETS))
        response = _sign_in_page(language, token)
        cookie.give(response, token)
        return response

    async def _sign_in(self, request: Request, language: Language) -> Response:
        fields, token = await fields_of(request), self._guard.cookie.token_in(request)
        if token is None or not bears(fields.get("mark", ""), token):
            raise PanelRefused("form", 403)
        entered = await self._entrance.enter(fields.get("code", ""), fields.get("passphrase", ""))
        if entered is None:
            log.warning("a sign-in to the panel was refused")
            return _sign_in_page(language, token, wrong=say("panel_sign_in", "wrong", language))
        response = RedirectResponse(f"{PATH}?lang={language}", status_code=303)
        self._guard.cookie.give(response, entered)
        return response

    async def _sign_out(self, visit: Visit) -> Response:
        await self._operators.leave(digest_of(visit.token))
        response = visit.leads_to(SIGN_IN)
        self._guard.cookie.take(response)
        return response

    async def _choosing(self, request: Request, language: Language) -> Response:
        visit = await self._guard.visit(request, language)
        if visit is None:
            return RedirectResponse(f"{SIGN_IN}?lang={language}", status_code=303)
        return visit.page("passphrase.html", field="", wrong="")

    async def _choose(self, visit: Visit) -> Response:
        """Keep a passphrase of the operator's own, if it is one and he knows the one before."""
        current, chosen = visit.fields.get("current", ""), visit.fields.get("chosen", "")
        wrong = _slip(current, chosen, visit.fields.get("again", ""))
        if not wrong:
            code = visit.operator.code
            kept = await self._entrance.choose(code, current, chosen, visit.token)
            wrong = "" if kept else "wrong"
        if wrong:
            said = say("panel_passphrase", wrong, visit.language)
            return visit.page("passphrase.html", status=400, field=_WHERE[wrong], wrong=said)
        return visit.leads_to(PATH)


def _slip(current: str, chosen: str, again: str) -> str:
    """Return what is wrong with a chosen passphrase, by the name of its words."""
    if not SHORTEST <= len(chosen) <= LONGEST or chosen == current:
        return "short"
    return "" if chosen == again else "differs"


def _sign_in_page(language: Language, token: str, wrong: str = "") -> Response:
    return page(
        "panel/sign_in.html",
        language,
        status=403 if wrong else 200,
        here=SIGN_IN,
        mark=mark_of(token),
        wrong=wrong,
    )
