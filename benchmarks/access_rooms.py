"""What each room of a lookup's door costs alone, in one process that does nothing else."""

import asyncio
import json
import os
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from itertools import cycle
from statistics import median, quantiles
from time import perf_counter_ns, process_time, time
from uuid import uuid4

from rich.table import Table

from benchmarks.access_contenders import Standing
from benchmarks.access_doors import somebody
from benchmarks.access_ground import CONSUMER, PURPOSE, SPREAD, bodies, service
from benchmarks.ground import Ground
from hub.api.forms.body import as_model
from hub.api.identity.keys import thumbprint_of
from hub.api.identity.proofs import Shot, check_proof
from hub.api.identity.tokens import Mint
from hub.config import Settings
from hub.lookups.base import parse_day
from hub.lookups.persons import PERSON, PersonBody
from hub.lookups.telling import Part, parts_of, write_answer
from hub.policies import Policies
from hub.policy.agreements_disclose import Grant
from hub.policy.agreements_model import Key, Task
from hub.policy.authorize import permit
from hub.policy.in_force import InForce
from hub.receipts import Receipts, World
from hub.store.database import Database
from hub.store.disclosures import Disclosures
from schemas.canonical.case import Proof
from schemas.canonical.evidence import Leaf
from schemas.canonical.identifiers import parse_national_id
from schemas.canonical.receipt import ReceiptState, Reception
from signing.keys.file import load_signer
from signing.keys.ring import Ring
from signing.verify.wss import load_certificate
from simulators.kit.identity import Identity

_CALLS, _STATEMENTS, _WARM_UP = 2_000, 500, 200
_DECIDED = "policy and filter"
_AIM = 100.0
"""Microseconds for policy and filter."""
_ORIGIN = "https://hub.example"
_SKEW = timedelta(seconds=60)


@dataclass(frozen=True, slots=True)
class Room:
    """Microseconds a call: median, 99th percentile, and CPU of this process where it waits."""

    name: str
    middle: float
    slow: float
    cpu: float | None = None


def table(ground: Ground, door: Standing) -> Table:
    """Return the rooms of the door, measured under the policy in its database."""
    made = Table("room, alone", "median µs", "99 % µs", "CPU µs", title="The rooms of the door")
    rooms = asyncio.run(_measured(ground, door))
    for one in rooms:
        cpu = "" if one.cpu is None else f"{one.cpu:.0f}"
        made.add_row(one.name, f"{one.middle:.1f}", f"{one.slow:.1f}", cpu)
    decided = next(one for one in rooms if one.name == _DECIDED)
    met = "within" if decided.middle < _AIM else "beyond"
    made.caption = f"{_DECIDED}: {decided.middle:.0f} µs, {met} the aim of {_AIM:g} µs"
    return made


async def _measured(ground: Ground, door: Standing) -> list[Room]:
    async with Database(door.database_url, min_size=1, max_size=1) as database:
        policies = Policies(database, Settings().provider_fields)
        rules = await policies.current()
        told = _Telling(ground, rules)
        found = [
            *_identity(ground),
            _room("body read", lambda: as_model(PersonBody, told.body)),
            _room(_DECIDED, told.decide),
            _room("answer written", told.answer),
            _room("receipt: written, signed, held against its own key", told.receipt),
        ]
        disclosures = Disclosures(database)
        found += [
            await _waiting("statement: admitted", lambda: told.admit(disclosures)),
            await _waiting("statement: recorded", lambda: told.record(disclosures)),
        ]
    return found


def _identity(ground: Ground) -> Iterator[Room]:
    """Yield what a token costs, first and again, and a proof."""
    signer = load_signer(ground.messages.key, ground.messages.certificate)
    mint = Mint(signer, _ORIGIN)
    keys = ground.services
    caller = Identity.of(CONSUMER, keys.key.read_bytes(), keys.certificate.read_bytes())
    certificate = load_certificate(caller.certificate_der)
    holder, now = thumbprint_of(certificate.public_key), datetime.now(UTC)
    fingerprint = sha256(caller.certificate_der).digest()
    tokens = iter(
        [
            mint.issue(CONSUMER, fingerprint, holder, now=now, name=str(uuid4()))
            for _ in range(_CALLS + _WARM_UP + 1)
        ]
    )
    token = next(tokens)
    address = f"{_ORIGIN}{PERSON.path}"
    proofs = iter([caller.proof("POST", address, time(), token) for _ in range(_CALLS + _WARM_UP)])

    def prove() -> object:
        shot = Shot("POST", address, token)
        return check_proof(
            [next(proofs)], shot, certificate=certificate, holder=holder, now=now, skew=_SKEW
        )

    yield _room("token, shown before", lambda: mint.read(token, now=now, skew=_SKEW))
    yield _room("token, shown first", lambda: mint.read(next(tokens), now=now, skew=_SKEW))
    yield _room("proof", prove)


class _Telling:
    """One lookup after the other, from decision to statement, with what they need."""

    def __init__(self, ground: Ground, rules: InForce) -> None:
        self._rules = rules
        self._services = cycle(service(one) for one in range(SPREAD))
        self.body = json.loads(bodies(1)[0])
        (self._question,) = PERSON.questions(as_model(PersonBody, self.body))
        named = self.body["person"]
        born = parse_day(named["birth_date"])
        self._found = somebody(parse_national_id(named["national_id"]), born)
        signer = load_signer(ground.documents.key, ground.documents.certificate)
        world = World(lambda: datetime.now(UTC), uuid4, os.urandom, "peyvand")
        self._receipts = Receipts(Ring([(None, signer)]), world)
        self._part = self.decide()[0]
        self._disclosed = tuple(self._part.rows(service(0), ()))
        self._leaf = self.receipt()

    def decide(self) -> tuple[Part, ...]:
        """Return what is told, under the agreement of the next service."""
        now = datetime.now(UTC)
        return parts_of([(self._question, self._grant(now), self._found)], (), now)

    def answer(self) -> bytes:
        """Return the answer in its octets."""
        return write_answer(_reception(), service(0), PURPOSE, (self._part,), datetime.now(UTC))

    def receipt(self) -> Leaf:
        """Return the evidence of a receipt that was just signed."""
        _, leaf = self._receipts.of_lookup(
            _reception(),
            ReceiptState.ANSWERED,
            answer_digest=bytes(32),
            disclosed=self._disclosed,
            now=datetime.now(UTC),
        )
        return leaf

    async def admit(self, disclosures: Disclosures) -> None:
        """Remember the proof of a lookup."""
        proof = Proof(os.urandom(32), datetime.now(UTC) + _SKEW)
        await disclosures.admit(proof, policy=self._rules.version)

    async def record(self, disclosures: Disclosures) -> None:
        """Keep a receipt and its row of the register."""
        now = datetime.now(UTC)
        leaf = replace(self._leaf, document_id=uuid4(), leaf_hash=os.urandom(32))
        await disclosures.record(CONSUMER, self._disclosed, leaf, asked_at=now, answered_at=now)

    def _grant(self, now: datetime) -> Grant:
        key = Key(CONSUMER, Task("service", next(self._services)), PURPOSE, "civil_registry")
        return permit(key, self._rules, signed=False, at=now)


def _reception() -> Reception:
    name = f"urn:peyvand:proof:{os.urandom(32).hex()}"
    return Reception(CONSUMER, name, PERSON.name, bytes(32), datetime.now(UTC))


def _room(name: str, call: Callable[[], object]) -> Room:
    taken = []
    for _ in range(_WARM_UP + _CALLS):
        begun = perf_counter_ns()
        call()
        taken.append(perf_counter_ns() - begun)
    return _figures(name, taken[_WARM_UP:], None)


async def _waiting(name: str, call: Callable[[], Awaitable[object]]) -> Room:
    """Return what a statement takes, one at a time, and what of it is this process's CPU."""
    taken, spent = [], 0.0
    for number in range(_WARM_UP + _STATEMENTS):
        if number == _WARM_UP:
            spent = process_time()
        begun = perf_counter_ns()
        await call()
        taken.append(perf_counter_ns() - begun)
    cpu = (process_time() - spent) / _STATEMENTS * 1_000_000
    return _figures(name, taken[_WARM_UP:], cpu)


def _figures(name: str, nanoseconds: list[int], cpu: float | None) -> Room:
    return Room(name, median(nanoseconds) / 1000, quantiles(nanoseconds, n=100)[-1] / 1000, cpu)
