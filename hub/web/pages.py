"""The public pages: ask, the state of a certificate, the report on what was handed in."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from hub.api.certificates import number_of, opened
from hub.api.rest import named, octets
from hub.errors import AccessCodeWrong, InvalidRequest, UnknownCertificate
from hub.preservation.twins import Twins
from hub.store.certificates import Certificates
from hub.web import assets
from hub.web.desk import Desk
from hub.web.language import Language, figures, instant
from hub.web.refused import sentence_of, shown
from hub.web.render import page
from hub.web.states import no_such, state_view
from hub.web.upload import documents_of, field_of
from hub.web.verdict import outcome
from schemas.canonical.certificate import CertificateNumber

PATH = "/verify"

_EXAMPLE = "37-1405-0000000123-1"


class VerifyPages:
    """The pages of the public verification."""

    def __init__(
        self,
        certificates: Certificates,
        twins: Twins,
        desk: Desk,
        clock: Callable[[], datetime],
    ) -> None:
        self._certificates = certificates
        self._twins = twins
        self._desk = desk
        self._clock = clock

    def routes(self) -> list[Route]:
        """Return the routes of the pages and of what they are shown with."""
        number = f"{PATH}/{{number}}"
        return [
            Route(PATH, shown(self._ask), methods=["GET"]),
            Route(PATH, shown(self._report), methods=["POST"]),
            Route(number, shown(self._state), methods=["GET"]),
            Route(number, shown(self._document), methods=["POST"]),
            *assets.routes(),
        ]

    async def _ask(self, request: Request, language: Language) -> Response:
        """Return the page with the three ways; a number leads on to its own page."""
        typed = request.query_params.get("number")
        if typed is None:
            return _asking(language)
        try:
            number = number_of(typed)
        except InvalidRequest as error:
            return _wrong_number(typed, error, language)
        return RedirectResponse(f"{PATH}/{number}?lang={language}", status_code=303)

    async def _state(self, request: Request, language: Language) -> Response:
        """Return what a certificate is now, by its number alone; nothing is about a person."""
        typed = request.path_params["number"]
        try:
            number = number_of(typed)
        except InvalidRequest as error:
            return _wrong_number(typed, error, language)
        return await self._state_page(number, language)

    async def _state_page(
        self, number: CertificateNumber, language: Language, *, wrong: str = ""
    ) -> Response:
        certificate, now = await self._certificates.find(number), self._clock()
        values: dict[str, Any] = {
            "here": f"{PATH}/{number}",
            "number": figures(number, language),
            "asked_at": instant(now, language),
            "wrong": wrong,
        }
        if certificate is None:
            return page("state.html", language, status=404, view=no_such(language), **values)
        status = await self._certificates.status(number, now, now)
        view = state_view(certificate, status, language)
        return page("state.html", language, status=403 if wrong else 200, view=view, **values)

    async def _document(self, request: Request, language: Language) -> Response:
        """Return the PDF to who has its access code, sent in the body so that no log has it."""
        number = number_of(request.path_params["number"])
        code = await field_of(request, "code")
        try:
            opened(await self._twins.best(number), code)
        except AccessCodeWrong as error:
            wrong = sentence_of(error, language)
            return await self._state_page(number, language, wrong=wrong)
        forms = await self._twins.with_twin(number)
        if forms is None or forms.twin is None:
            raise UnknownCertificate
        return octets(request, forms.twin.pdf, "application/pdf", **named(number, "pdf"))

    async def _report(self, request: Request, language: Language) -> Response:
        """Return the report on the files and the text that were handed in."""
        judgement = await self._desk.judge(await documents_of(request))
        return page(
            "report.html",
            language,
            here="",
            outcome=outcome(judgement, language),
            asked_at=instant(judgement.at, language),
        )


def _wrong_number(typed: str, error: InvalidRequest, language: Language) -> Response:
    """Return the page with the three ways, and what is wrong with the number that was typed."""
    return _asking(language, typed=typed[:40], wrong=sentence_of(error, language))


def _asking(language: Language, *, typed: str = "", wrong: str = "") -> Response:
    status, example = 400 if wrong else 200, figures(_EXAMPLE, language)
    return page(
        "ask.html", language, status=status, here=PATH, example=example, typed=typed, wrong=wrong
    )
