"""The catalogue as it is served: to machines under an entity tag, to people as a page."""

import re
from collections.abc import AsyncIterator
from html import unescape
from itertools import chain, repeat

import httpx
import pytest
from starlette.applications import Starlette

from hub.api.services import ServicesDoor
from hub.config import Settings
from hub.policy.agreements import load_agreements
from hub.policy.in_force import InForce
from hub.policy.passports import Passport, load_passports
from hub.web.services import ServicePages
from schemas.canonical.text import persian_digits
from tests.unit.hub.policy.passport_files import FIELDS, read, text

HOSTILE = '<script>alert("x")</script>'


def client(*catalogues: tuple[Passport, ...]) -> httpx.AsyncClient:
    """Return who asks the door and the page of a catalogue; each asking meets the next of them."""
    fields = Settings().provider_fields
    coming = chain(catalogues, repeat(catalogues[-1]))

    async def latest() -> InForce:
        return InForce(1, load_agreements({}, fields), next(coming))

    routes = [*ServicesDoor(latest).routes(), *ServicePages(latest, fields).routes()]
    transport = httpx.ASGITransport(Starlette(routes=routes))
    return httpx.AsyncClient(transport=transport, base_url="http://hub.test")


@pytest.fixture
async def shipped() -> AsyncIterator[httpx.AsyncClient]:
    """Give who asks for the shipped catalogue."""
    async with client(Settings().passports) as asking:
        yield asking


async def shown(asking: httpx.AsyncClient, status: int = 200, **query: str) -> str:
    """Return the text of the page, without its markup; in English unless told."""
    answer = await asking.get("/services", params={"lang": "en", **query})
    assert answer.status_code == status
    body = re.sub(r"(?s)<head>.*?</head>|<[^>]+>", " ", answer.text)
    return " ".join(unescape(body).split())


async def codes(asking: httpx.AsyncClient, **query: str) -> list[str]:
    """Return the codes that the door names."""
    answer = (await asking.get("/v1/services", params=query)).raise_for_status()
    return [one["code"] for one in answer.json()["services"]]


async def test_every_service_is_served_whole(shipped: httpx.AsyncClient) -> None:
    """A system that guides people would lack a service, or what it takes."""
    answer = await shipped.get("/v1/services")
    assert answer.headers["content-type"] == "application/json"
    services = {one["code"]: one for one in answer.json()["services"]}
    assert len(services) == 65
    found = services["article37"]
    assert found["deadline"] == {"days": 15, "from": "entry"}
    assert found["legal_basis"] == [{"act": "social-security", "article": "37"}]
    assert found["audience"] == ["employer", "agency"]
    assert found["fee"] == "unknown"
    assert found["review"]["last"] == {"gregorian": "2026-09-06", "jalali": "1405/06/15"}
    assert {one["agency"] for one in found["needs"]} == {"civil_registry", "insurance_ledger"}


async def test_a_catalogue_is_fetched_once(shipped: httpx.AsyncClient) -> None:
    """Every portal in the country would fetch all of it every minute."""
    first = await shipped.get("/v1/services")
    assert first.headers["cache-control"] == "public, max-age=300"
    again = await shipped.get("/v1/services", headers={"if-none-match": first.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")
    part = await shipped.get("/v1/services", params={"audience": "pensioner"})
    assert part.headers["etag"] != first.headers["etag"]


async def test_a_changed_passport_changes_the_tag() -> None:
    """A portal would show last year's deadline for ever."""
    tags = set()
    for days in (3, 4, 4):
        passport = read(deadline=f'{{ days = {days}, from = "request" }}')
        async with client((passport,)) as asking:
            tags.add((await asking.get("/v1/services")).headers["etag"])
    assert len(tags) == 2


async def test_what_is_loaded_is_served_and_found_at_once() -> None:
    """A service that is new, or one that ended, would be told of only after a restart."""
    old, new = read(deadline='"none"'), read(deadline='{ days = 9, from = "request" }')
    async with client((old,), (new,)) as asking:
        found = [(await asking.get("/v1/services")).json()["services"] for _ in range(2)]
        assert [one["deadline"] for (one,) in found] == ["none", {"days": 9, "from": "request"}]
    async with client((), (new,), ()) as asking:
        pages = [await shown(asking, q=new.code) for _ in range(3)]
        assert [new.title.en in page for page in pages] == [False, True, False]


async def test_an_audience_gets_its_own_services(shipped: httpx.AsyncClient) -> None:
    """A pensioner's portal would offer what is for employers."""
    assert await codes(shipped, audience="agency") == [
        "article37",
        "article38",
        "commerce-card",
    ]
    assert "dependants-enrol" in await codes(shipped, audience="pensioner")
    assert "workshop-debt" not in await codes(shipped, audience="pensioner")
    assert len(await codes(shipped, audience="")) == 65


@pytest.mark.parametrize("path", ["/v1/services", "/services"])
async def test_an_unknown_audience_is_refused(shipped: httpx.AsyncClient, path: str) -> None:
    """A slip in a portal would show an empty list, or all of it, and nobody would know why."""
    answer = await shipped.get(path, params={"audience": HOSTILE})
    assert answer.status_code == 400
    assert "script>alert" not in answer.text
    if path == "/services":
        assert "An audience is insured, employer" in await shown(shipped, 400, audience="x")
    else:
        told = answer.json()
        assert (told["field"], told["rule"]) == ("audience", "audience.unknown")
        assert answer.headers["content-type"] == "application/problem+json"


async def test_the_catalogue_is_only_read(shipped: httpx.AsyncClient) -> None:
    """A client that tries to change it would be left to guess."""
    answer = await shipped.put("/v1/services", json={})
    assert (answer.status_code, answer.json()["code"]) == (405, "request.only-get")


async def test_the_page_is_persian_first(shipped: httpx.AsyncClient) -> None:
    """An Iranian would be greeted in English, or read from the wrong side."""
    answer = await shipped.get("/services")
    assert '<html lang="fa" dir="rtl">' in answer.text
    assert f"{persian_digits('65')} خدمت" in answer.text
    assert "default-src 'none'" in answer.headers["content-security-policy"]
    assert "تا ۱۵ روز پس از ورود استعلام" in answer.text
    assert "سازمان ثبت احوال: نام، نام خانوادگی، در قید حیات بودن" in answer.text
    assert "\u200e*1420*4#\u200e" in answer.text


@pytest.mark.parametrize(
    ("sought", "title"),
    [
        ("دفترچه درمانی", "Booklet request"),
        ("دفترچۀ درماني", "Booklet request"),
        ("غیر حضوری افراد تبعی", "Enrolment of dependants"),
        ("BOOKLET", "Booklet request"),
        ("payslip", "Payslip of a pensioner"),
        ("ثبت نام گذرواژه", "Registration for the e-services"),
    ],
)
async def test_a_search_finds_what_is_meant(
    shipped: httpx.AsyncClient, sought: str, title: str
) -> None:
    """Somebody who writes with spaces, or an Arabic keyboard, would find nothing."""
    page = await shown(shipped, q=sought)
    assert title in page
    found = re.search(r"Services: (\d+)", page)
    assert found is not None
    assert 1 <= int(found[1]) < 10


async def test_what_is_not_there_is_said(shipped: httpx.AsyncClient) -> None:
    """Somebody would look at an empty page, and think that it is broken."""
    page = await shown(shipped, q="zzz")
    assert "Services: 0 No such service was found" in page
    assert "Show all services" in page


async def test_search_and_audience_narrow_together(shipped: httpx.AsyncClient) -> None:
    """The second choice would undo the first."""
    assert "Services: 1 " in await shown(shipped, q="electronic file", audience="pensioner")
    page = await shown(shipped, audience="pensioner")
    assert "Workshop debt" not in page
    assert "Enrolment of dependants" in page


async def test_an_empty_catalogue_says_so() -> None:
    """A first deployment would show a blank page."""
    async with client(()) as asking:
        assert "There is no service in the list yet" in await shown(asking)
        assert (await asking.get("/v1/services")).json() == {"services": []}


async def test_nothing_of_a_query_or_a_file_is_markup() -> None:
    """Whoever writes a link, or a passport, could run a script in everybody's browser."""
    title = f"{{ fa = 'خدمت {HOSTILE}', en = '{HOSTILE}' }}"
    async with client((read(title=title, needs="[]"),)) as asking:
        for query in ({"q": HOSTILE}, {"q": f'">{HOSTILE}'}, {}):
            answer = await asking.get("/services", params=query)
            assert answer.status_code == 200
            assert HOSTILE not in answer.text


async def test_every_word_of_a_passport_has_its_text() -> None:
    """A service of a kind that is seldom would be an error page."""
    lines = {
        "audience": '["insured", "employer", "pensioner", "agency"]',
        "channels": '["portal", "app", "ussd", "call-centre", "sms", "branch", "hub"]',
        "fee": "1500000",
        "documents": '[{ fa = "مدرک", en = "Paper" }]',
        "needs": "[]",
        "legal_basis": "[{ act = 'seventh-plan', article = '4' }, { act = 'it-council', "
        "article = '4' }, { act = 'access-to-information', article = '13' }]",
    }
    for start in ("request", "entry", "collection", "notice"):
        for presence in ("in-person", "remote", "none"):
            lines |= {"presence": f'"{presence}"', "window": f'{{ days = 9, from = "{start}" }}'}
            async with client(load_passports({"some-service.toml": text(**lines)}, FIELDS)) as one:
                page = await shown(one, lang="fa")
                assert "۱,۵۰۰,۰۰۰ ریال" in page
                assert "تا ۹ روز پس از" in page
                assert "1,500,000 rials" in await shown(one)
