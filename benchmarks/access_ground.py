"""What the contenders of a lookup stand on: a thousand agreements, and requests to be sent."""

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from importlib.resources import files
from itertools import cycle, islice
from pathlib import Path
from time import time

import uvloop

from benchmarks.contenders import HOST
from benchmarks.ground import SEED
from benchmarks.inquiries import Target
from hub.cli.first_keys import KeyFiles
from simulators.demo.country import jalali
from simulators.kit.identity import Identity
from simulators.kit.oauth import Client
from simulators.kit.population import population

PATH = "/v1/persons/lookup"
CONSUMER = "sso-services"
MANY = 1_000
"""Agreements in force, the shipped ones among them."""
SPREAD = 64
"""So many services ask in turn; each has an agreement, and so a quota, of its own."""
FIELDS = {
    "person.given_name": "whole",
    "person.family_name": "masked",
    "person.birth_date": "age-band",
    "person.alive": "yes-no",
}
PURPOSE = "bench"


@dataclass(frozen=True, slots=True)
class Asker:
    """The consumer at one server: who it is, its token there, and where that is."""

    identity: Identity
    token: str
    target: Target

    def requests(self, bodies: Iterable[bytes]) -> list[bytes]:
        """Return a request with a proof of its own for each of the bodies; they hold a minute."""
        return [self._request(body) for body in bodies]

    def _request(self, body: bytes) -> bytes:
        proof = self.identity.proof("POST", self.target.address, time(), self.token)
        return http(self.target, body, f"DPoP {self.token}", {"DPoP": proof})


def asker(keys: KeyFiles, target: Target) -> Asker:
    """Return the consumer with a token just got from the server."""
    key, certificate = keys.key.read_bytes(), keys.certificate.read_bytes()
    origin = target.address.removesuffix(PATH)

    async def token() -> str:
        async with Client(CONSUMER, key, certificate, origin) as client:
            return await client.token()

    return Asker(Identity.of(CONSUMER, key, certificate), uvloop.run(token()), target)


def bodies(count: int, spread: int = SPREAD) -> list[bytes]:
    """Return ``count`` questions about people of the simulated country, by services in turn."""
    people = cycle(one for one in population(SEED).people.values() if not one.died)
    return [
        json.dumps(
            {
                "service": service(number % spread),
                "purpose": PURPOSE,
                "person": {"national_id": one.national_id, "birth_date": jalali(one.born)},
            }
        ).encode()
        for number, one in enumerate(islice(people, count))
    ]


def service(number: int) -> str:
    """Return the code of one of the services that ask: a code has letters alone."""
    letters = (chr(ord("a") + number // power % 26) for power in (26 * 26, 26, 1))
    return f"bench-{''.join(letters)}"


def http(target: Target, body: bytes, authorization: str, headers: Mapping[str, str]) -> bytes:
    """Return a lookup as an HTTP/1.1 request that keeps its connection."""
    more = "".join(f"{name}: {value}\r\n" for name, value in headers.items())
    head = (
        f"POST {target.path} HTTP/1.1\r\nHost: {HOST}:{target.port}\r\n"
        f"Authorization: {authorization}\r\n{more}"
        f"Content-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n"
    )
    return head.encode() + body


def write_agreements(config: Path) -> None:
    """Write to a deployment's folder what makes the shipped agreements a thousand."""
    folder = config / "agreements"
    folder.mkdir(parents=True)
    shipped = sum(
        one.name.endswith(".toml") for one in (files("hub.policy") / "agreements").iterdir()
    )
    for name, text in texts(MANY - shipped):
        (folder / name).write_text(text, "utf-8")


def texts(count: int, article: str = "Article 1") -> Iterator[tuple[str, str]]:
    """Yield the agreements of the services that ask, by the name of their file."""
    yield from ((f"{service(one)}.toml", _agreement(one, article)) for one in range(count))


def _agreement(number: int, article: str) -> str:
    rows = ", ".join(f'{{name = "{one}", transform = "{how}"}}' for one, how in FIELDS.items())
    return f"""
consumer = "{CONSUMER}"
service = "{service(number)}"
purpose = "{PURPOSE}"
provider = "civil_registry"
article = "{article}"
fields = [{rows}]
maximum_age = "PT24H"
quota = {{per_minute = 1000000, per_day = 100000000}}
allowed_hours = ["00:00-24:00"]
delivery = "inquiry"
signed = false
valid_from = 2026-03-21
valid_until = 2028-03-19
approver = "bench"
"""
