"""The page of a paper clearance: its serial and the day it bears, and what it is worth."""

from collections.abc import Awaitable, Callable, Iterator
from datetime import date, datetime

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from hub.errors import InvalidRequest
from hub.usecases.article38.paper.judge import Judgement, Paper, Verdict
from hub.usecases.article38.paper.minutes import read_day
from hub.usecases.article38.paper.serials import SerialForm, read_serial
from hub.web.language import Language, day, figures, instant, words_in
from hub.web.refused import sentence_of, shown
from hub.web.render import page
from hub.web.states import Row, StateView, Tone, number_row
from hub.web.upload import fields_of

PATH = "/verify/paper"
_SHOWN = 40
_TONES = {Verdict.VALID: Tone.GOOD, Verdict.UNKNOWN: Tone.OPEN}

Judge = Callable[[Paper], Awaitable[Judgement]]


class PaperPages:
    """The page on which anybody may ask what a paper clearance is worth."""

    def __init__(self, judge: Judge, form: SerialForm, clock: Callable[[], datetime]) -> None:
        self._judge = judge
        self._form = form
        self._clock = clock

    def routes(self) -> list[Route]:
        """Return the routes of the page; they come before those of certificates' numbers."""
        return [
            Route(PATH, shown(self._ask), methods=["GET"]),
            Route(PATH, shown(self._told), methods=["POST"]),
        ]

    async def _ask(self, _: Request, language: Language) -> Response:
        """Lead to where papers are asked about."""
        return RedirectResponse(f"/verify?lang={language}#paper", status_code=303)

    async def _told(self, request: Request, language: Language) -> Response:
        """Return what a paper is worth; both are sent in the body, so that no log has them."""
        sent = await fields_of(request, "serial", "dated")
        typed = {name: value[:_SHOWN] for name, value in sent.items()}
        try:
            paper = Paper(
                read_serial(sent["serial"], self._form, "serial"), read_day(sent["dated"], "dated")
            )
        except InvalidRequest as error:
            wrong = sentence_of(error, language)
            return _page(language, typed, 400, field=error.field or "", wrong=wrong)
        judgement = await self._judge(paper)
        return _page(
            language,
            typed,
            200,
            view=_view(judgement, paper.dated, language),
            serial=self._form.shown(paper.serial),
            asked_at=instant(self._clock(), language),
        )


def _page(
    language: Language,
    typed: dict[str, str],
    status: int,
    *,
    view: StateView | None = None,
    serial: str = "",
    asked_at: str = "",
    field: str = "",
    wrong: str = "",
) -> Response:
    return page(
        "paper.html",
        language,
        status=status,
        here=PATH,
        typed=typed,
        view=view,
        serial=serial,
        asked_at=asked_at,
        field=field,
        wrong=wrong,
    )


def _view(judgement: Judgement, dated: date, language: Language) -> StateView:
    """Return a judgement as the page tells it."""
    words, ground = words_in(language), judgement.ground
    return StateView(
        _TONES.get(ground.verdict, Tone.BAD),
        words["paper_verdict"][ground.verdict],
        ground.words.fa if language is Language.FA else ground.words.en,
        words["paper_todo"][ground.verdict],
        tuple(_rows(judgement, dated, language)),
    )


def _rows(judgement: Judgement, dated: date, language: Language) -> Iterator[Row]:
    words = words_in(language)["paper"]
    yield Row(words["dated"], day(dated, language))
    clause = figures(judgement.ground.clause.rpartition(" ")[2], language)
    yield Row(words["clause"], words["clause_is"].format(clause=clause))
    if judgement.replaced_by is not None:
        row = number_row("number", judgement.replaced_by, language, linked=True)
        yield Row(words["replaced_by"], row.value, link=row.link)
