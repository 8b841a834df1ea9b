"""The servers beside the hub's own door, and the hub with a registry that answers at once.

    python -m benchmarks.access_doors stub [--samples FILE] serve --port 0
    python -m benchmarks.access_doors floor|naive SETTINGS

The stub is ``peyvand`` with the civil registry's gateway replaced by a constant. The floor is the
hub's own server with all gates off: a request is read, a recorded answer goes back. The naive door
is what one writes first: PyJWT reads a bearer token, pydantic the body, the agreement is selected
from the database for every request, its fields picked, and one row of a log inserted.
"""

import json
import socket
import sys
from contextlib import AsyncExitStack
from dataclasses import asdict, dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import jwt
import uvloop
from cryptography import x509
from psycopg_pool import AsyncConnectionPool
from pydantic import BaseModel
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from adapters.base.ports import Attested
from adapters.civil_registry.gateway import CivilRegistry
from benchmarks import sampler
from benchmarks.access_ground import CONSUMER, PATH
from hub.cli import main as peyvand
from hub.cli.processes import serve_doors, stop_signal
from schemas.canonical.identifiers import NationalId
from schemas.canonical.person import Person

ISSUER = "https://naive.example"
CONNECTIONS = 8
_AGREEMENT = """SELECT fields, article FROM naive_agreements
                WHERE consumer = %s AND service = %s AND purpose = %s AND valid_until >= %s"""
_LOGGED = """INSERT INTO naive_log (consumer, service, purpose, national_id, fields)
             VALUES (%s, %s, %s, %s, %s)"""
_HELD: dict[str, object] = {
    "person.given_name": "نمونه",
    "person.family_name": "نمونه‌زاده",
    "person.father_name": "نمونه",
    "person.birth_date": "1990-05-01",
    "person.alive": True,
}


@dataclass(frozen=True, slots=True)
class Peer:
    """What a peer needs: its socket, the recorded answer, its database, whose tokens it reads."""

    descriptor: int
    answer: str
    database: str
    certificate: str

    def write(self, path: Path) -> None:
        """Write the settings where a server will find them."""
        path.write_text(json.dumps(asdict(self)), "utf-8")


async def constant(_: CivilRegistry, national_id: NationalId, birth_date: date) -> Attested[Person]:
    """Return somebody at once, whoever is asked for."""
    return somebody(national_id, birth_date)


def somebody(national_id: NationalId, birth_date: date) -> Attested[Person]:
    """Return what the stub attests."""
    person = Person(
        national_id, birth_date, "نمونه", "نمونه‌زاده", "نمونه", deceased=False, death_date=None
    )
    return Attested(person, "civil_registry", datetime.now(UTC), bytes(32))


class _Named(BaseModel):
    national_id: str
    birth_date: str


class _Body(BaseModel):
    service: str
    purpose: str
    person: _Named


def floor(settings: Peer) -> Starlette:
    """Return the server that reads a request and answers what was recorded."""
    recorded = Path(settings.answer).read_bytes()

    async def answer(request: Request) -> Response:
        await request.body()
        return Response(recorded, media_type="application/json")

    return Starlette(routes=[Route(PATH, answer, methods=["POST"])])


def naive(settings: Peer, pool: AsyncConnectionPool) -> Starlette:
    """Return the door that one writes first."""
    certificate = x509.load_pem_x509_certificate(Path(settings.certificate).read_bytes())
    key: Any = certificate.public_key()

    async def answer(request: Request) -> Response:
        token = request.headers["authorization"].removeprefix("Bearer ")
        claims = jwt.decode(token, key, algorithms=["ES256"], audience=ISSUER, issuer=ISSUER)
        body = _Body.model_validate_json(await request.body())
        words = (claims["sub"], body.service, body.purpose)
        async with pool.connection() as connection:
            found = await connection.execute(_AGREEMENT, (*words, datetime.now(UTC).date()))
            row = await found.fetchone()
            if row is None:
                return JSONResponse({"error": "not agreed"}, 403)
            told = {name: _HELD[name] for name in row[0]}
            await connection.execute(_LOGGED, (*words, body.person.national_id, list(told)))
        return JSONResponse({"found": True, "fields": told, "article": row[1]})

    return Starlette(routes=[Route(PATH, answer, methods=["POST"])])


def bearer(key: str, minutes: int = 60) -> str:
    """Return a token that the naive door takes, signed with a P-256 key (PEM)."""
    now = int(datetime.now(UTC).timestamp())
    claims = {"iss": ISSUER, "aud": ISSUER, "sub": CONSUMER, "exp": now + 60 * minutes}
    return jwt.encode(claims, key, algorithm="ES256")


async def _serve(kind: str, settings: Peer) -> None:
    async with AsyncExitStack() as stack:
        if kind == "floor":
            app = floor(settings)
        else:
            pool = AsyncConnectionPool(
                settings.database, min_size=2, max_size=CONNECTIONS, open=False
            )
            app = naive(settings, await stack.enter_async_context(pool))
        await serve_doors(app, socket.socket(fileno=settings.descriptor), stop_signal())


def main() -> None:
    """Serve what the command line names."""
    kind = sys.argv.pop(1)
    if kind != "stub":
        uvloop.run(_serve(kind, Peer(**json.loads(Path(sys.argv[1]).read_text("utf-8")))))
        return
    setattr(CivilRegistry, "find_person", constant)  # noqa: B010 - in this process alone
    if sys.argv[1] == "--samples":
        del sys.argv[1]
        sampler.main()
    else:
        peyvand()


if __name__ == "__main__":
    main()
