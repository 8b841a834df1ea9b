"""The service's door: a notice for a workshop in, an acknowledgement of its contract out."""

import json
import re
from base64 import b64encode
from collections.abc import Callable
from datetime import datetime
from functools import cache, partial
from typing import Any
from uuid import UUID

from jsonschema import Draft202012Validator

from schemas import contracts
from simulators.electronic_notification.accounts import Accounts, OtherContent
from simulators.electronic_notification.people import MAGIC, MANNERS, PASSWORD, USER
from simulators.kit.asgi import JSON, Reply, Request, header
from simulators.kit.clock import utc_now
from simulators.kit.magic import ORDINARY
from simulators.kit.population import Population
from simulators.kit.simulator import Simulator

_PATH = re.compile(r"/workshops/([0-9]{4})/([0-9]{10})/notices", re.ASCII)
_ACCOUNT = b"Basic " + b64encode(f"{USER}:{PASSWORD}".encode())
_SILENT = Reply(204, b"", b"")
_NOBODYS = {
    "other-notice": {"id": str(UUID(int=0))},
    "other-workshop": {"workshop_id": "9980000999"},
    "wordy": {"remark": "با تشکر"},
}
_REFUSALS = {
    "malformed": (400, "درخواست با قرارداد سرویس نمی‌خواند"),
    "unknown-sender": (401, "فرستنده شناخته نشد"),
    "not-signed": (403, "کارفرما تعهدنامهٔ ابلاغ الکترونیک را امضا نکرده است"),
    "no-workshop": (404, "کارگاهی با این مشخصات یافت نشد"),
    "no-account": (404, "کارفرمای این کارگاه حساب کاربری ندارد"),
    "other-content": (409, "با این شناسه ابلاغ دیگری پذیرفته شده است"),
    "too-many": (429, "تعداد درخواست‌ها بیش از حد است"),
    "closed": (503, "سرویس در این ساعت در دسترس نیست"),
    "busy": (503, "سامانه موقتاً در دسترس نیست"),
}


def create_app(population: Population) -> Simulator:
    """Return a service by the machine's clock."""
    return create_timed_app(population, utc_now)


def create_timed_app(population: Population, now: Callable[[], datetime]) -> Simulator:
    """Return a service by the clock ``now``, which tells UTC."""
    service = _Service(now)
    return Simulator(
        service.answer,
        population.seed,
        quirks={manner: partial(service.answer, manner=manner) for manner in MANNERS},
        views={"notices": service.accounts.told},
        forget=service.accounts.clear,
    )


class _Service:
    """What the service holds."""

    def __init__(self, now: Callable[[], datetime]) -> None:
        self.accounts = Accounts()
        self._now = now
        self._magic = {magic.number: magic for magic in MAGIC.values()}

    def answer(self, request: Request, manner: str = "") -> Reply:
        """Return the answer to one request."""
        if header(request.headers, b"authorization") != _ACCOUNT:
            return _refused("unknown-sender")
        path = _PATH.fullmatch(request.path)
        notice = _notice(request)
        if path is None or request.method != "POST" or notice is None:
            return _refused("malformed")
        magic = self._magic.get(path[2], ORDINARY)
        manner = manner or magic.manner
        return self._accept((path[2], path[1]), notice, manner)._replace(delay=magic.delay)

    def _accept(self, workshop: tuple[str, str], notice: dict[str, Any], manner: str) -> Reply:
        """Return the answer to a notice, in its manner."""
        if manner in _REFUSALS:
            return _refused(manner)
        try:
            one, before = self.accounts.accept(workshop, notice, self._now())
        except OtherContent:
            return _refused("other-content")
        if manner == "silent":
            return _SILENT
        said = one.acknowledgement(duplicate=before or manner == "duplicate")
        return _json(200, said | _NOBODYS.get(manner, {}))


@cache
def _schema() -> Draft202012Validator:
    """Return the contract's schema of a notice."""
    document = json.loads(contracts.text_of("electronic_notification/v1/openapi.json"))
    reference = {"$ref": "#/components/schemas/Notice", "components": document["components"]}
    return Draft202012Validator(reference)


def _notice(request: Request) -> dict[str, Any] | None:
    """Return the notice in a request, None when the contract disagrees."""
    if not request.content_type.startswith(JSON):
        return None
    try:
        notice: dict[str, Any] = json.loads(request.body)
    except ValueError:
        return None
    return notice if _schema().is_valid(notice) else None


def _refused(code: str) -> Reply:
    """Return why a notice is not accepted."""
    status, message = _REFUSALS[code]
    return _json(status, {"code": code, "message": message})


def _json(status: int, value: object) -> Reply:
    """Return ``value`` as a JSON answer."""
    return Reply(status, JSON, json.dumps(value, ensure_ascii=False).encode())
