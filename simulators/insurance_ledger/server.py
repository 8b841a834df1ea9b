"""The ledger's answers: a path or a postal code in, JSON of its contract out."""

import json
import re
from collections.abc import Callable

from simulators.insurance_ledger.people import MAGIC, Magic
from simulators.kit.asgi import JSON, Reply, Request
from simulators.kit.clock import jalali_today
from simulators.kit.people import Workshop
from simulators.kit.population import Population
from simulators.kit.simulator import Simulator

_DEBIT = re.compile(r"/workshop-services/workshop-debit/([0-9]{10})/([0-9]{4})", re.ASCII)
_POSTAL = re.compile(rb'\s*\{\s*"postalCode"\s*:\s*"([0-9]{10})"\s*\}\s*')
_POST = "/workshop-services/post/inquiry"
_CLOSED = "سرويس در اين ساعت در دسترس نيست"


def create_app(population: Population, today: Callable[[], int] = jalali_today) -> Simulator:
    """Return the ledger of ``population`` and the magic inputs.

    ``today`` tells the day of the figures as the Jalali integer YYYYMMDD.
    """
    ledger = _Ledger(population, today)
    return Simulator(ledger.answer, population.seed, quirks={"refuse": ledger.closed})


class _Ledger:
    """What the ledger knows."""

    def __init__(self, population: Population, today: Callable[[], int]) -> None:
        self._population = population
        self._today = today
        self._magic = {_key(magic.workshop): magic for magic in MAGIC.values()}
        self._magic_at: dict[str, list[Workshop]] = {}
        for magic in MAGIC.values():
            if magic.registered:
                self._magic_at.setdefault(magic.workshop.postal_code, []).append(magic.workshop)

    def answer(self, request: Request) -> Reply:
        """Return the answer to either operation; HTTP 400 when the contract says otherwise."""
        path = _DEBIT.fullmatch(request.path)
        if path is not None and request.method == "GET":
            return self._debit(path[1], path[2])
        if request.path == _POST and request.method == "POST":
            body = _POSTAL.fullmatch(request.body)
            if body is not None and request.content_type.startswith(JSON):
                return self._at(body[1].decode())
        return _json({"message": "درخواست با قرارداد سرویس نمی‌خواند"}, status=400)

    def closed(self, request: Request) -> Reply:
        """Return the answer to either operation while the service is closed."""
        path = _DEBIT.fullmatch(request.path)
        if path is None:
            return _json({"status": 2, "result": _CLOSED, "workshops": []})
        return _json(_unknown(path[1], path[2]) | {"status": 2, "result": _CLOSED})

    def _debit(self, workshop_id: str, branch: str) -> Reply:
        """Return the debt reply for a workshop."""
        magic = self._magic.get((workshop_id, branch))
        workshop = self._population.workshops.get((workshop_id, branch))
        if magic is not None and magic.registered:
            return self._magical(magic)
        if workshop is None:
            return _json(_unknown(workshop_id, branch))
        return _json(self._position(workshop))

    def _magical(self, magic: Magic) -> Reply:
        """Return the debt reply for a magic workshop."""
        return _json(self._position(magic.workshop) | magic.reply, delay=magic.delay)

    def _position(self, workshop: Workshop) -> dict[str, str | int]:
        """Return what a workshop owes, as it should be."""
        return {
            "status": 0,
            "workshopId": workshop.workshop_id,
            "branchCode": workshop.branch,
            "workshopName": _arabic(workshop.name),
            "result": "عملیات با موفقیت انجام شد",
            "sDate": str(self._today()),
            "amount1": str(workshop.definite),
            "amount2": str(workshop.divisible),
            "amount3": str(workshop.indivisible),
        }

    def _at(self, postal_code: str) -> Reply:
        """Return the workshops at a postal code."""
        found = self._magic_at.get(postal_code) or self._population.at_postal_code.get(
            postal_code, []
        )
        workshops = [_registered(workshop) for workshop in found]
        return _json({"status": 0, "result": "", "workshops": workshops})


def _key(workshop: Workshop) -> tuple[str, str]:
    """Return the key by which a workshop is asked for."""
    return workshop.workshop_id, workshop.branch


def _unknown(workshop_id: str, branch: str) -> dict[str, str | int]:
    """Return the reply of a workshop that is not there."""
    return {
        "status": 1,
        "workshopId": workshop_id,
        "branchCode": branch,
        "workshopName": "",
        "result": "كارگاهي با اين مشخصات يافت نشد",
        "sDate": "",
        "amount1": "",
        "amount2": "",
        "amount3": "",
    }


def _registered(workshop: Workshop) -> dict[str, str]:
    """Return one line of the postal-code lookup."""
    return {
        "workshopId": workshop.workshop_id,
        "branchCode": workshop.branch,
        "workshopName": _arabic(workshop.name),
        "address": _arabic(workshop.address),
    }


def _arabic(text: str) -> str:
    """Return ``text`` with the Arabic yeh and kaf that the ledger stores."""
    return text.replace("ی", "ي").replace("ک", "ك")


def _json(value: object, status: int = 200, delay: float = 0.0) -> Reply:
    """Return ``value`` as a JSON answer."""
    return Reply(status, JSON, json.dumps(value, ensure_ascii=False).encode(), delay)
