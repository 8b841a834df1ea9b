"""The services as a page for everybody: what there is, for whom, and how it is had."""

from collections.abc import Sequence
from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from hub.api.services import Latest, audience_of, for_audience
from hub.errors import InvalidRequest
from hub.policy.fields import Fields
from hub.policy.passport_words import Audience
from hub.policy.passports import Passport
from hub.web.language import Language, figures, words_in
from hub.web.refused import sentence_of, shown
from hub.web.render import page
from hub.web.service_card import Card, card_of
from schemas.canonical.text import fold

PATH = "/services"
_LONGEST = 100


@dataclass(frozen=True, slots=True)
class Group:
    """The services for one audience; one that is for two stands in both."""

    audience: str
    services: tuple[Card, ...]


class ServicePages:
    """The page of the services, with a search that needs no script."""

    def __init__(self, latest: Latest, fields: Fields) -> None:
        self._latest = latest
        self._fields = fields
        self._passports: tuple[Passport, ...] = ()
        self._folded: dict[str, str] = {}

    def routes(self) -> list[Route]:
        """Return the route of the page."""
        return [Route(PATH, shown(self._services), methods=["GET"])]

    async def _services(self, request: Request, language: Language) -> Response:
        """Return the services that ``q`` and ``audience`` leave; none, and why, for a slip."""
        sought = " ".join(request.query_params.get("q", "")[:_LONGEST].split())
        try:
            audience = audience_of(request)
        except InvalidRequest as error:
            return _found([], sought, None, language, wrong=sentence_of(error, language))
        self._take_up((await self._latest()).passports)
        found = [one for one in for_audience(self._passports, audience) if self._has(one, sought)]
        return _found(self._groups(found, audience, language), sought, audience, language)

    def _take_up(self, passports: tuple[Passport, ...]) -> None:
        """Let these passports be what is shown and searched."""
        if passports is not self._passports:
            self._passports = passports
            self._folded = {one.code: _folded(one) for one in passports}

    def _has(self, passport: Passport, sought: str) -> bool:
        """Tell whether every word of ``sought`` stands in a passport, half-spaces or not."""
        return all(word in self._folded[passport.code] for word in fold(sought).split())

    def _groups(
        self, found: Sequence[Passport], audience: Audience | None, language: Language
    ) -> list[Group]:
        """Return what was found by audience, each in the order of its titles."""
        groups = []
        for one in [audience] if audience else Audience:
            cards = [card_of(each, self._fields, language) for each in for_audience(found, one)]
            if cards:
                cards.sort(key=lambda card: fold(card.title))
                groups.append(Group(one.value, tuple(cards)))
        return groups


def _found(
    groups: Sequence[Group],
    sought: str,
    audience: Audience | None,
    language: Language,
    *,
    wrong: str = "",
) -> Response:
    """Return the page of what was found, or of what is ``wrong`` with the question."""
    codes = {one.code for group in groups for one in group.services}
    count = words_in(language)["services"]["count"].format(count=len(codes))
    return page(
        "services.html",
        language,
        status=400 if wrong else 200,
        here=PATH,
        sought=sought,
        audience=audience,
        audiences=list(Audience),
        narrowed=bool(sought or audience or wrong),
        count=figures(count, language),
        groups=groups,
        wrong=wrong,
    )


def _folded(passport: Passport) -> str:
    """Return what a search looks into: code, titles and steps, folded and without spaces."""
    texts = (passport.title, *passport.steps)
    said = [passport.code, *(text for both in texts for text in (both.fa, both.en))]
    return fold(" ".join(said)).replace(" ", "")
