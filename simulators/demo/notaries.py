"""Notary offices and chambers that ask at the same time, each with a programme of its own."""

import threading
from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import Future, ThreadPoolExecutor, as_completed
from hashlib import sha256
from time import perf_counter
from typing import Any, TypeVar
from uuid import uuid4

import httpx
from zeep.exceptions import Fault

from simulators.commerce_card_registry.client import ChamberOffice
from simulators.demo.house import House
from simulators.demo.papers import Papers, body
from simulators.demo.words import Inquiry, Result, Told, difference, of_a_chamber
from simulators.kit.wss.check import ReplyUntrusted
from simulators.kit.wss.client import HubClient, Reply
from simulators.notary_offices.client import NotaryOffice

T = TypeVar("T")
A = TypeVar("A")


class Notaries:
    """Asks for several offices at once and keeps the documents they receive."""

    def __init__(self, house: House, papers: Papers, at_once: int) -> None:
        self.house = house
        self.papers = papers
        self._own = threading.local()
        self._pool = ThreadPoolExecutor(at_once, thread_name_prefix="notary")

    def __enter__(self) -> "Notaries":
        return self

    def __exit__(self, *_: object) -> None:
        self._pool.shutdown(wait=False, cancel_futures=True)

    def all(self, work: Callable[[A], T], over: Iterable[A]) -> Iterator[T]:
        """Yield what ``work`` makes of each, as they are done, several at the same time."""
        futures: list[Future[T]] = [self._pool.submit(work, one) for one in over]
        for done in as_completed(futures):
            yield done.result()

    def office(self, *, soap12: bool = False) -> NotaryOffice:
        """Return this thread's own office for a SOAP version, built from the served WSDL."""
        name = "office12" if soap12 else "office11"
        if not hasattr(self._own, name):
            setattr(self._own, name, self.new_office(soap12=soap12))
        office: NotaryOffice = getattr(self._own, name)
        return office

    def new_office(self, **options: Any) -> NotaryOffice:
        """Return one more office; the options are those of `NotaryOffice`."""
        own = self.house.notary
        keys = (own.key, own.certificate, self.house.hub_certificate)
        return NotaryOffice(own.wsdl, *keys, **options)

    def client(self, fields: Mapping[str, Any] | None, *, soap12: bool = False) -> HubClient:
        """Return this thread's own client of the service that an inquiry is for."""
        if not of_a_chamber(fields):
            return self.office(soap12=soap12)
        name = "chamber12" if soap12 else "chamber11"
        if not hasattr(self._own, name):
            own = self.house.chamber
            keys = (own.key, own.certificate, self.house.hub_certificate)
            setattr(self._own, name, ChamberOffice(own.wsdl, *keys, soap12=soap12))
        chamber: ChamberOffice = getattr(self._own, name)
        return chamber

    def ask(self, inquiry: Inquiry) -> Result:
        """Return what came of one inquiry."""
        return self.inquire(inquiry, f"urn:uuid:{uuid4()}")[0]

    def inquire(self, inquiry: Inquiry, message_id: str) -> tuple[Result, Reply | None]:
        """Return what came of an inquiry under ``message_id``, and the reply if there was one."""
        client, fields = self.client(inquiry.fields, soap12=inquiry.soap12), inquiry.fields
        request = client.build(client.inquiry, message_id, **fields)
        reply, told, waited = self.send(client, client.inquiry, request, message_id)
        result = Result(
            kind=inquiry.kind,
            about=fields["Purpose"] if of_a_chamber(fields) else fields["Transfer"]["Kind"],
            expected=inquiry.expected,
            told=told,
            milliseconds=waited,
            asked=fields,
            message_id=message_id,
            case_id=reply.value.CaseId if reply else "",
            body=sha256(body(reply.response)).hexdigest() if reply else "",
            documents=self.papers.keep(reply.response) if reply else (),
            problem=difference(inquiry.expected, told),
        )
        return result, reply

    def answer(self, earlier: Result) -> tuple[Told, tuple[str, ...]]:
        """Return what a case stands at (``GetAnswer``), and its documents."""
        client, message_id = self.client(earlier.asked), f"urn:uuid:{uuid4()}"
        request = client.build("GetAnswer", message_id, CaseId=earlier.case_id)
        reply, told, _ = self.send(client, "GetAnswer", request, message_id)
        return told, self.papers.keep(reply.response) if reply else ()

    def send(
        self, client: HubClient, operation: str, request: bytes, message_id: str
    ) -> tuple[Reply | None, Told, float]:
        """Return the checked reply, what it says, and how many milliseconds it took."""
        started = perf_counter()
        reply: Reply | None = None
        try:
            reply = client.send(operation, request, message_id)
            told = answered(reply.value)
        except Fault as fault:
            told = Told("fault", (fault.message,))
        except (ReplyUntrusted, httpx.HTTPError) as error:
            told = Told("fault", (type(error).__name__, str(error)))
        return reply, told, (perf_counter() - started) * 1_000


def answered(answer: Any) -> Told:
    """Return what an answer of the contract says; ``answer`` is as zeep reads it."""
    codes = tuple(reason.code for reason in answer.Reason)
    if answer.State == "pending":
        return Told("pending", codes)
    debt = answer.Debt
    owed = (debt.Definite, debt.Divisible, debt.Indivisible) if debt else None
    return Told(answer.Decision, codes, owed)
