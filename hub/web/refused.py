"""A refusal as a page: what went wrong in one sentence, and the reference it has in the log."""

from collections.abc import Awaitable, Callable

from starlette.requests import Request
from starlette.responses import Response

from hub.api.problems import Problem, problem_of, rest_status
from hub.api.rest import RETRY_AFTER, noted
from hub.web.language import Language, language_of
from hub.web.render import page

Page = Callable[[Request, Language], Awaitable[Response]]


def shown(handler: Page) -> Callable[[Request], Awaitable[Response]]:
    """Return ``handler`` in the language asked for, with every error turned into a page."""

    async def guard(request: Request) -> Response:
        language = language_of(request)
        try:
            return await handler(request, language)
        except Exception as error:  # noqa: BLE001 - the door is where every error ends
            return _refusal(error, language)

    return guard


def sentence_of(error: Exception, language: Language) -> str:
    """Return what ``error`` says to a person."""
    return _said(problem_of(error), language)


def _refusal(error: Exception, language: Language) -> Response:
    problem, reference = noted(error)
    status = rest_status(problem)
    headers = {"retry-after": RETRY_AFTER} if status == 503 else {}
    if status == 413:
        headers["connection"] = "close"  # the rest of it is not waited for
    return page(
        "refused.html",
        language,
        status=status,
        headers=headers,
        here="",
        said=_said(problem, language),
        later=status == 503,
        reference=reference if status >= 500 else "",
    )


def _said(problem: Problem, language: Language) -> str:
    return problem.fa if language is Language.FA else problem.en
