"""``python -m benchmarks.contracts_door [--count N]``: shared contracts through their real doors.

One ``peyvand serve`` on a database that keeps what it commits, asked over a socket by this process:
``N`` contracts are told in one stream of lines, and the feed is read from its beginning in pages of
1,000, by a consumer who is granted all of it and by one of whom a part is withheld. The CPU of the
server and of PostgreSQL tells more than the clock where others use the machine.
"""

import argparse
import asyncio
import json
import tempfile
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from time import perf_counter

import httpx
import uvloop
from rich.console import Console
from rich.table import Table

from benchmarks.contenders import migrated, running, settings_of
from benchmarks.contracts_ground import lines
from benchmarks.ground import Ground, prepare
from benchmarks.report import machine
from benchmarks.usage import cpu_seconds
from hub.cli.agency import read_certificate
from hub.cli.first_keys import KeyFiles
from hub.store.agencies import register
from hub.store.database import connect
from simulators.kit.oauth import Client

TELLER, READER = "tax-authority", "budget-organization"
BATCH, CHANGES = "/v1/contracts/batch", "/v1/contracts/changes"
LOAD_AIM, FEED_AIM = 10_000, 20_000
_HUB = ["-c", "from hub.cli import main; main()"]
_PAGE, _PIECE = 1_000, 128
_STREAM = 20_000
"""Lines of one stream."""


@dataclass(frozen=True, slots=True)
class Figures:
    """What one road carried: so many a second, at so many microseconds of CPU each."""

    road: str
    rate: float
    server: float
    postgresql: float
    aim: int


@dataclass(frozen=True, slots=True)
class Standing:
    """A server that stands: its process and PostgreSQL's, and its origin."""

    server: int
    postgresql: int
    origin: str

    def client(self, code: str, keys: KeyFiles) -> Client:
        """Return a consumer with the keys he is registered with."""
        key, certificate = keys.key.read_bytes(), keys.certificate.read_bytes()
        patient = httpx.AsyncHTTPTransport()
        return Client(code, key, certificate, self.origin, transport=patient)

    def spent(self) -> tuple[float, float, float]:
        """Return the time, and the CPU seconds of server and PostgreSQL."""
        return perf_counter(), cpu_seconds(self.server), cpu_seconds(self.postgresql)

    def figures(
        self, road: str, count: int, before: tuple[float, float, float], aim: int
    ) -> Figures:
        """Return what ``count`` came to since ``before``."""
        seconds, server, database = (
            now - then for now, then in zip(self.spent(), before, strict=True)
        )
        return Figures(road, count / seconds, 1e6 * server / count, 1e6 * database / count, aim)


async def told(standing: Standing, keys: KeyFiles, count: int) -> Figures:
    """Tell ``count`` contracts in streams, one after the other; each must be new."""
    pieces, several = [b"".join(piece) for piece in _pieces(count)], _STREAM // _PIECE
    async with standing.client(TELLER, keys) as client, httpx.AsyncClient(timeout=600) as http:
        before, created = standing.spent(), 0
        for at in range(0, len(pieces), several):
            end = await _streamed(standing, client, http, pieces[at : at + several])
            created += end["created"]
        if created != count:
            raise SystemExit(f"not every contract was taken in: {created:,} of {count:,}")
        return standing.figures("streams of lines", count, before, LOAD_AIM)


async def _streamed(
    standing: Standing, client: Client, http: httpx.AsyncClient, pieces: list[bytes]
) -> dict[str, int]:
    """Send one stream, and return what its last line counts.

    No longer than the buffers on the way hold its results: this client reads none while it sends.
    """

    async def stream() -> AsyncIterator[bytes]:
        for one in pieces:
            yield one
            await asyncio.sleep(0)

    token, url = await client.token(), f"{standing.origin}{BATCH}"
    proof = client.identity.proof("POST", url, datetime.now(UTC).timestamp(), token)
    headers = {"authorization": f"DPoP {token}", "dpop": proof}
    headers["content-type"] = "application/x-ndjson"
    last = b""
    async with http.stream("POST", url, content=stream(), headers=headers) as answer:
        async for octets in answer.aiter_raw():
            last = last[-8192:] + octets
    end: dict[str, int] = json.loads(last.splitlines()[-1])["end"]
    return end


def _pieces(count: int) -> list[list[bytes]]:
    told = list(lines(count))
    return [told[at : at + _PIECE] for at in range(0, count, _PIECE)]


async def read(standing: Standing, code: str, keys: KeyFiles, count: int) -> Figures:
    """Read the feed from its beginning by pages, as ``code``."""
    async with standing.client(code, keys) as client:
        path = f"{CHANGES}?limit={_PAGE}"
        await client.request("GET", path)
        before, behind, answer = standing.spent(), count, None
        while behind:
            answer = (await client.request("GET", path)).raise_for_status()
            behind = int(answer.headers["feed-behind"])
            path = f"{CHANGES}?limit={_PAGE}&after={answer.headers['feed-cursor']}"
        if answer is None or answer.json()[-1]["id"] != str(count):
            raise SystemExit("the feed does not end where it ends")
        withheld = "all granted" if code == TELLER else "a part withheld"
        return standing.figures(f"the feed, {withheld}", count, before, FEED_AIM)


def measure(ground: Ground, count: int) -> list[Figures]:
    """Return the figures of all roads, on a fresh database."""
    url = migrated(ground, "contracts", TELLER, ground.services)
    with connect(url) as connection:
        certificate = read_certificate(ground.notary.certificate)
        now = datetime.now(UTC)
        register(connection, code=READER, title=READER, certificate=certificate, now=now)
    environment = settings_of(ground, url)
    with running(ground, environment, _HUB, "serve", "--port", "0") as (server, origin):
        standing = Standing(server, ground.database_pid, origin)
        return [
            uvloop.run(told(standing, ground.services, count)),
            uvloop.run(read(standing, TELLER, ground.services, count)),
            uvloop.run(read(standing, READER, ground.notary, count)),
        ]


def main() -> None:
    """Measure and print the table."""
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.contracts_door", description=__doc__
    )
    parser.add_argument("--count", type=int, default=100_000, help="so many contracts")
    count = parser.parse_args().count
    console = Console()
    with (
        tempfile.TemporaryDirectory(prefix="peyvand-contracts-") as name,
        prepare(Path(name)) as ground,
    ):
        facts = machine(ground.database_version).items()
        found = measure(ground, count)
    console.print(f"Machine: {', '.join(f'{one} {what}' for one, what in facts)}")
    table = Table(title=f"{count:,} shared contracts through their doors, one server process")
    for heading in ("", "a second", "aim", "its CPU, us each", "PostgreSQL, us"):
        table.add_column(heading, justify="right" if heading else "left")
    for one in found:
        cells = (f"{one.rate:,.0f}", f"{one.aim:,}", f"{one.server:.0f}", f"{one.postgresql:.0f}")
        table.add_row(one.road, *cells)
    console.print(table)


if __name__ == "__main__":
    main()
