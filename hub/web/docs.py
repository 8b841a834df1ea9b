"""The contract of the REST doors as a page: what each address takes, answers and refuses."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from hub.web.docs_schema import Member, members_of, resolved
from hub.web.language import Language, words_in
from hub.web.refused import shown
from hub.web.render import page

PATH: Final = "/docs"
_PROBLEM: Final = "application/problem+json"


@dataclass(frozen=True, slots=True)
class Refused:
    """A refusal: its status, its code, and what a person is told."""

    status: str
    code: str
    says: str


@dataclass(frozen=True, slots=True)
class Entry:
    """One operation as it is shown; examples are JSON as people read it, empty where none is."""

    method: str
    path: str
    title: str
    says: str
    secured: bool
    parameters: tuple[Member, ...]
    body: tuple[Member, ...]
    request: str
    answer: str
    statuses: str
    refusals: tuple[Refused, ...]


@dataclass(frozen=True, slots=True)
class Section:
    """The operations of one kind."""

    name: str
    title: str
    entries: tuple[Entry, ...]


class DocsPages:
    """The page of the contract ``document``."""

    def __init__(self, document: Mapping[str, Any]) -> None:
        self._sections = {language: tuple(_sections(document, language)) for language in Language}

    def routes(self) -> list[Route]:
        """Return the route of the page."""
        return [Route(PATH, shown(self._show), methods=["GET"])]

    async def _show(self, _: Request, language: Language) -> Response:
        return page("docs.html", language, here=PATH, sections=self._sections[language])


def _sections(document: Mapping[str, Any], language: Language) -> Iterator[Section]:
    for tag in document["tags"]:
        entries = tuple(
            _entry(document, path, method, one, language)
            for path, methods in document["paths"].items()
            for method, one in methods.items()
            if tag["name"] in one["tags"]
        )
        title = tag["x-title-fa"] if language is Language.FA else tag["description"]
        yield Section(tag["name"], title, entries)


def _entry(
    document: Mapping[str, Any], path: str, method: str, one: Mapping[str, Any], language: Language
) -> Entry:
    contents = one.get("requestBody", {}).get("content", {})
    body: Mapping[str, Any] = next(iter(contents.values()), {})
    statuses = [status for status in one["responses"] if status < "400"]
    told = [_example(_content(one["responses"][status])) for status in statuses]
    return Entry(
        method=method.upper(),
        path=path,
        title=_said(one, "summary", language),
        says=_said(one, "description", language),
        secured=bool(one["security"]),
        parameters=tuple(_parameters(document, one)),
        body=tuple(members_of(document, body.get("schema", {}))),
        request=_example(body),
        answer=next((text for text in told if text), ""),
        statuses=", ".join(statuses),
        refusals=tuple(_refusals(document, one, language)),
    )


def _said(one: Mapping[str, Any], name: str, language: Language) -> str:
    """Return a text of an operation in ``language``; empty where there is none."""
    key = f"x-{name}-fa" if language is Language.FA else name
    return str(one.get(key, "")).replace("`", "")


def _parameters(document: Mapping[str, Any], one: Mapping[str, Any]) -> Iterator[Member]:
    for given in one["parameters"]:
        found = resolved(document, given)
        rule = found["schema"].get("pattern") or found["schema"].get("format", "")
        yield Member(f"{found['name']} ({found['in']})", str(rule), found.get("required", False))


def _refusals(
    document: Mapping[str, Any], one: Mapping[str, Any], language: Language
) -> Iterator[Refused]:
    """Yield every code that an operation refuses with."""
    identity = words_in(language)["docs"]["identity"]
    for status, response in one["responses"].items():
        for code, reference in (
            response.get("content", {}).get(_PROBLEM, {}).get("examples", {}).items()
        ):
            value = resolved(document, reference)["value"]
            said = value["title_fa" if language is Language.FA else "title"]
            known = code != "identity"
            yield Refused(status, code if known else "identity.…", said if known else identity)


def _content(response: Mapping[str, Any]) -> Mapping[str, Any]:
    found: Mapping[str, Any] = next(iter(response.get("content", {}).values()), {})
    return found


def _example(content: Mapping[str, Any]) -> str:
    """Return the first example of a content, as people read JSON."""
    for one in content.get("examples", {}).values():
        return json.dumps(one["value"], ensure_ascii=False, indent=2)
    return ""
