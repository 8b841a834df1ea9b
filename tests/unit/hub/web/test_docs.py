"""The page of the contract says what the contract says, in both languages."""

import html
import re
from collections.abc import Iterator

import httpx
import pytest
from starlette.applications import Starlette

from hub.web.docs import PATH, DocsPages
from hub.web.docs_schema import members_of
from tests.conformance.openapi.contract import generated

DOCUMENT = generated()


async def shown(language: str) -> str:
    transport = httpx.ASGITransport(Starlette(routes=DocsPages(DOCUMENT).routes()))
    async with httpx.AsyncClient(transport=transport, base_url="http://hub.test") as client:
        answer = await client.get(PATH, params={"lang": language})
    assert answer.status_code == 200
    return html.unescape(answer.text)


def codes() -> Iterator[str]:
    """Yield every code that an operation refuses with."""
    for methods in DOCUMENT["paths"].values():
        for operation in methods.values():
            for response in operation["responses"].values():
                content = response.get("content", {}).get("application/problem+json", {})
                yield from content.get("examples", {})


@pytest.mark.parametrize(
    ("language", "summary", "title"),
    [("fa", "x-summary-fa", "title_fa"), ("en", "summary", "title")],
)
async def test_everything_is_shown_in_one_language(language: str, summary: str, title: str) -> None:
    """A door, or what it refuses, would be missing on the page, or said in the other language."""
    page = await shown(language)
    examples = DOCUMENT["components"]["examples"]
    for path, methods in DOCUMENT["paths"].items():
        for method, operation in methods.items():
            assert f"{method.upper()} {path}" in page
            assert operation[summary] in page
    for code in {*codes()} - {"identity", "request.invalid"}:
        assert examples[code]["value"][title] in page
    assert re.search(r"40[13] identity\.…", page)


def test_members_are_listed_with_their_rules() -> None:
    """A developer would not find which members a body has, or what each must be like."""
    components = DOCUMENT["components"]["schemas"]
    found = {one.name: one for one in members_of(DOCUMENT, components["RelationBody"])}
    assert found["relative.relation"].rule == "^(spouse|child|father|mother)$"
    assert found["person.national_id"].required
    assert found["fields"].rule.startswith("[ ")
    assert not found["fields"].required
    deed = {one.name: one for one in members_of(DOCUMENT, components["Article37Inquiry"])}
    assert deed["transfer.kind"].rule.startswith("definite | ")
    assert deed["transferor.natural.given_name"].rule == "string 1–100"
