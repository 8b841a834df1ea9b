"""The registry's events door: takes each event once, when it is signed and of its contract."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache, partial
from typing import Any
from uuid import UUID

from jsonschema import Draft202012Validator

from schemas import contracts
from simulators.commerce_card_registry import seals
from simulators.commerce_card_registry.people import MAGIC, MANNERS, SECRET
from simulators.kit.asgi import JSON, Reply, Request
from simulators.kit.clock import utc_now
from simulators.kit.magic import ORDINARY
from simulators.kit.population import Population
from simulators.kit.simulator import Simulator

_PATH = "/v1/events"
_MEDIA_TYPE = b"application/cloudevents+json"
_SILENT = Reply(204, b"", b"")
_STATUSES = {
    "busy": (503, "سامانه موقتاً در دسترس نیست"),
    "too-many": (429, "تعداد درخواست‌ها بیش از حد است"),
    "gone": (410, "این گواهی دیگر پیگیری نمی‌شود"),
    "stranger": (401, "فرستنده شناخته نشد"),
}


def create_app(population: Population) -> Simulator:
    """Return a registry by the machine's clock."""
    return create_timed_app(population, utc_now)


def create_timed_app(population: Population, now: Callable[[], datetime]) -> Simulator:
    """Return a registry by the clock ``now``, which tells UTC."""
    registry = _Registry(now)
    return Simulator(
        registry.answer,
        population.seed,
        quirks={manner: partial(registry.answer, manner=manner) for manner in MANNERS},
        views={"notices": registry.told},
        forget=registry.taken.clear,
    )


@dataclass(slots=True)
class _Taken:
    """An event, the octets it came in, when, how often, and whether after a later one."""

    event: dict[str, Any]
    body: bytes
    accepted_at: str
    out_of_order: bool
    deliveries: int = 1


class _Registry:
    """What the registry has taken, by the event's id."""

    def __init__(self, now: Callable[[], datetime]) -> None:
        self.taken: dict[str, _Taken] = {}
        self._now = now
        self._magic = {magic.number: magic for magic in MAGIC.values()}

    def told(self) -> list[dict[str, object]]:
        """Return everything as the keeper reads it."""
        return [
            {
                "event": one.event,
                "accepted_at": one.accepted_at,
                "deliveries": one.deliveries,
                "out_of_order": one.out_of_order,
            }
            for one in self.taken.values()
        ]

    def answer(self, request: Request, manner: str = "") -> Reply:
        """Return the answer to one request."""
        if (request.method, request.path) != ("POST", _PATH):
            return _problem(400, "درخواست با قرارداد سرویس نمی‌خواند")
        try:
            name = seals.check(dict(request.headers), request.body, SECRET, self._now())
        except seals.Unsealed as error:
            return _problem(401, str(error))
        event = _event(request)
        if event is None or event["id"] != name:
            return _problem(400, "not an event of this contract")
        magic = self._magic.get(event["subject"], ORDINARY)
        manner = manner or magic.manner
        return self._take(event, request.body, manner)._replace(delay=magic.delay)

    def _take(self, event: dict[str, Any], body: bytes, manner: str) -> Reply:
        """Return the answer to an event, in its manner."""
        if manner in _STATUSES:
            return _problem(*_STATUSES[manner])
        known = self.taken.get(event["id"])
        if known is None:
            told = self._now().astimezone(UTC).isoformat().replace("+00:00", "Z")
            one = _Taken(event, body, told, self._comes_late(event))
            self.taken[event["id"]] = one
        else:
            one = known
            one.deliveries += 1
            if one.body != body:
                return _problem(409, "another event came under this id")
        said: dict[str, object] = {
            "id": str(UUID(int=0)) if manner == "other-notice" else event["id"],
            "acceptedAt": one.accepted_at,
            "duplicate": known is not None or manner == "duplicate",
        }
        if manner == "wordy":
            said["remark"] = "متشکریم"
        return _SILENT if manner == "silent" else _json(200, said)

    def _comes_late(self, event: dict[str, Any]) -> bool:
        """Tell whether a later event of the same certificate is here already."""
        moment = datetime.fromisoformat(event["time"])
        return any(
            moment < datetime.fromisoformat(one.event["time"])
            for one in self.taken.values()
            if one.event["subject"] == event["subject"]
        )


@cache
def _schema() -> Draft202012Validator:
    """Return the contract's schema of an event."""
    document = json.loads(contracts.text_of("commerce_card_registry/v1/openapi.json"))
    reference = {"$ref": "#/components/schemas/Event", "components": document["components"]}
    return Draft202012Validator(reference)


def _event(request: Request) -> dict[str, Any] | None:
    """Return the event in a request, None when the contract disagrees."""
    if not request.content_type.startswith(_MEDIA_TYPE):
        return None
    try:
        event: dict[str, Any] = json.loads(request.body)
    except ValueError:
        return None
    return event if _schema().is_valid(event) else None


def _problem(status: int, message: str) -> Reply:
    """Return a refusal."""
    return _json(status, {"message": message})


def _json(status: int, value: object) -> Reply:
    """Return ``value`` as a JSON answer."""
    return Reply(status, JSON, json.dumps(value, ensure_ascii=False).encode())
