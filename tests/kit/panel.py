"""The panel over a real store: pages and forms as a browser uses them, without a socket."""

import re
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from hashlib import sha256
from itertools import count

import httpx
from starlette.applications import Starlette

from hub.contracts.precedence import shipped_precedence
from hub.contracts.scale import shipped_scale
from hub.preservation.twins import Twins
from hub.receipts import World
from hub.sharing.intake import Intake
from hub.store.forms import FormStore
from hub.store.operators import NewOperator, Operators
from hub.store.passphrases import keep
from hub.web.panel.opening import Behind, panel_routes
from signing.keys.ring import Ring
from signing.verify import Policy
from tests.kit.article38 import Office, office
from tests.kit.clearing import worker
from tests.kit.contracts import BUDGET, TAX
from tests.kit.keys import certificate_signer, trust
from tests.kit.messages import number

PASSPHRASE = "anar sib golabi hulu"
KEPT = keep(PASSPHRASE, b"salt of the test")
ORIGIN = "http://127.0.0.1:8080"
_MARK = re.compile('name="mark" value="([0-9a-f]{64})"')


@dataclass
class Browser:
    """An operator at his browser: it keeps its cookie, and takes the mark from the page it saw."""

    client: httpx.AsyncClient
    mark: str = ""

    async def open(self, path: str, language: str = "en") -> httpx.Response:
        """Return a page, in a language."""
        joined = "&" if "?" in path else "?"
        return self._seen(await self.client.get(f"{path}{joined}lang={language}"))

    async def send(self, path: str, *, language: str = "en", **fields: str) -> httpx.Response:
        """Return the answer to a form of the page that was seen last."""
        told = {"mark": self.mark, **fields}
        return self._seen(await self.client.post(f"{path}?lang={language}", data=told))

    async def sign_in(self, code: str, passphrase: str = PASSPHRASE) -> httpx.Response:
        """Return the answer to the sign-in form, filled in."""
        await self.open("/panel/sign-in")
        return await self.send("/panel/sign-in", code=code, passphrase=passphrase)

    def _seen(self, answer: httpx.Response) -> httpx.Response:
        if (found := _MARK.search(answer.text)) is not None:
            self.mark = found[1]
        return answer


@dataclass
class Panel:
    """The panel of a hub with operators of all branches and of one, and the desk of its files."""

    desk: Office
    app: Starlette
    intake: Intake
    browsers: list[Browser] = field(default_factory=list)

    @property
    def operators(self) -> Operators:
        """The operators of the hub."""
        return Operators(self.desk.database)

    def browser(self) -> Browser:
        """Return a browser that has never been here."""
        transport = httpx.ASGITransport(self.app)
        self.browsers.append(Browser(httpx.AsyncClient(transport=transport, base_url=ORIGIN)))
        return self.browsers[-1]

    async def signed_in(self, code: str = "head-office") -> Browser:
        """Return the browser of an operator who has just signed in."""
        browser = self.browser()
        answer = await browser.sign_in(code)
        assert answer.status_code == 303, answer.text
        return browser

    async def add(self, code: str, branches: list[str] | None, **changes: object) -> None:
        """Add an operator with the passphrase of all tests."""
        told: Mapping[str, object] = {
            "code": code,
            "title": "کارشناس آزمون",
            "branches": branches,
            "passphrase": KEPT,
            "one_time_until": None,
            **changes,
        }
        await self.operators.add(NewOperator(**told), self.desk.clock.now)  # type: ignore[arg-type]  # the test's own

    async def clear(self) -> None:
        """Let the hub clear what is paid, and put that into its files."""
        chores = worker(self.desk)
        assert await chores.automatic.turn() == 1
        assert await chores.filing.turn() == 1


@asynccontextmanager
async def panel(url: str) -> AsyncIterator[Panel]:
    """Yield the panel of a hub on a fresh store."""
    async with office(url) as desk:
        numbers = count(1)
        made = World(
            desk.clock,
            lambda: number(70_000_000 + next(numbers)),
            lambda size: sha256(b"%d" % next(numbers)).digest()[:size],
            "peyvand",
        )
        precedence, scale = shipped_precedence(), shipped_scale()
        intake = Intake(desk.database, precedence, scale, desk.clock, "ocds-peyvnd")
        behind = Behind(
            database=desk.database,
            intake=intake,
            sources=(TAX, BUDGET, "assigner"),
            scale=scale,
            grounds=desk.clearing.grounds,
            twins=Twins(
                store=FormStore(desk.database),
                ring=Ring([(None, certificate_signer())]),
                policy=Policy(tuple(trust())),
                clock=desk.clock,
            ),
            world=made,
            public_url=ORIGIN,
        )
        found = Panel(desk, Starlette(routes=panel_routes(behind)), intake)
        await found.add("head-office", None)
        await found.add("branch-two", ["0210"])
        yield found
        for browser in found.browsers:
            await browser.client.aclose()
