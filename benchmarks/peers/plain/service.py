"""The service: one operation from the signed request to the signed answer.

PLAIN_SETTINGS=settings.json gunicorn -k gthread --threads 16 benchmarks.peers.plain.service:app
"""

import json
from base64 import b64encode
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path
from typing import Any
from uuid import uuid4

from lxml import etree
from spyne import Application, Fault, ServiceBase, const, rpc
from spyne.protocol.soap import Soap11
from spyne.server.wsgi import WsgiApplication

from benchmarks.peers.plain import words
from benchmarks.peers.plain.agencies import AgencyFailed, CivilRegistry, Debt, DebtLedger, Person
from benchmarks.peers.plain.documents import REASONS, Decided, Seals, certificate, receipt
from benchmarks.peers.plain.security import Inbox, NotTrusted, Outbox
from benchmarks.peers.plain.settings import load
from benchmarks.peers.plain.store import Case, Store

_ACTION = f"{words.NAMESPACE}:InquireDebt"
_CONSUMER = "notary-offices"

const.MIN_GC_INTERVAL = 3600.0  # spyne collects garbage after calls: half of its time, else
settings = load()
inbox = Inbox(Path(settings.consumer), settings.address)
outbox = Outbox(Path(settings.message_key), Path(settings.message_certificate))
seals = Seals(Path(settings.certificate_key), Path(settings.certificate_chain))
registry = CivilRegistry(
    settings.civil_registry, settings.civil_registry_wsdl, settings.connections
)
ledger = DebtLedger(settings.insurance_ledger, settings.connections)
store = Store(settings.database, settings.connections)


class Article37(ServiceBase):
    """Article 37 of the Social Security Act."""

    @rpc(
        words.InquireDebtRequest,
        _returns=words.InquireDebtResponse,
        _body_style="bare",
        _in_message_name="InquireDebtRequest",
        _out_message_name="InquireDebtResponse",
    )
    def inquire_debt(
        ctx: Any,  # noqa: N805 - spyne passes its context, there is no self
        request: words.InquireDebtRequest,
    ) -> words.InquireDebtResponse:
        """Return what the employer of a workshop owes, as a signed certificate."""
        octets = etree.tostring(ctx.in_body_doc)
        now = datetime.now(UTC)
        due_on = (now + timedelta(days=15)).date()
        case = Case(uuid4(), ctx.udc, sha256(octets).digest(), now, due_on)
        serial = store.open_case(case, _CONSUMER, octets)
        try:
            party = request.Transferor.Natural
            person = registry.find(party.NationalId, party.BirthDate)
            workshop = request.Workshop.Registered
            debt = ledger.debt_of(workshop.WorkshopId, workshop.Branch)
        except AgencyFailed as error:
            raise Fault("Server.Pending", str(error)) from error
        if person.deceased:
            raise Fault("Server.Pending", "the transferor has died")
        return _answer(case, serial, request, person, debt)


def _answer(
    case: Case, serial: int, request: Any, person: Person, debt: Debt
) -> words.InquireDebtResponse:
    """Decide, certify, store and answer."""
    now = datetime.now(UTC)
    outcome = "REFUSED" if debt.total else "GRANTED"
    number = f"37-1405-{serial:010}-0"
    decided = Decided(
        number=number,
        case=case,
        outcome=outcome,
        request=request,
        person=person,
        debt=debt,
        deed_text=_deed_text(number, debt),
        issued=now,
        valid_until=now + timedelta(days=30),
        dossier=_dossier(case, person, debt, outcome),
    )
    signed = seals.sign(certificate(decided))
    signed_receipt = seals.sign(receipt(uuid4(), case, signed, now))
    store.close_case(case, outcome, decided.dossier, (number, signed), signed_receipt, now)
    return _response(decided, signed, signed_receipt)


def _response(decided: Decided, signed: bytes, receipt_xml: bytes) -> words.InquireDebtResponse:
    code, fa, en = REASONS[decided.outcome]
    debt = decided.debt
    return words.InquireDebtResponse(
        CaseId=str(decided.case.id),
        State="answered",
        Decision=decided.outcome,
        Reason=[words.Reason(Fa=fa, En=en, code=code, article="37")],
        Debt=words.Debt(
            Definite=debt.definite,
            Divisible=debt.divisible,
            Indivisible=debt.indivisible,
            Total=debt.total,
            PayAndProceed=True,
        ),
        DeedText=decided.deed_text,
        DueDate=decided.case.due_on.isoformat(),
        Certificate=b64encode(signed).decode(),
        Receipt=b64encode(receipt_xml).decode(),
    )


def _dossier(case: Case, person: Person, debt: Debt, outcome: str) -> str:
    facts = {
        "case": str(case.id),
        "outcome": outcome,
        "person": vars(person),
        "debt": vars(debt),
        "received_at": case.received_at.isoformat(),
    }
    return json.dumps(facts, ensure_ascii=False, sort_keys=True)


def _deed_text(number: str, debt: Debt) -> str:
    name = f"کارگاه «{debt.workshop_name}» به شمارهٔ {debt.workshop_id} شعبهٔ {debt.branch}"
    if not debt.total:
        return f"به موجب گواهی شمارهٔ {number} سازمان تأمین اجتماعی، {name} بدهی معوق حق بیمه ندارد."
    return (
        f"به موجب اعلام شمارهٔ {number} سازمان تأمین اجتماعی، {name} جمعاً {debt.total:,} ریال بدهی "
        f"دارد: {debt.definite:,} ریال قطعی، {debt.divisible:,} ریال قابل تقسیط و "
        f"{debt.indivisible:,} ریال غیرقابل تقسیط. بدهی را می‌توان پرداخت و معامله را انجام داد."
    )


def _verify(ctx: Any) -> None:
    """Refuse what the registered sender did not sign; keep the MessageID for the case."""
    try:
        ctx.udc = inbox.verify(ctx.in_document, _ACTION)
    except NotTrusted as error:
        raise Fault("Client.Security", str(error)) from error


def _seal(ctx: Any) -> None:
    """Sign the answer."""
    if ctx.out_error is None:
        outbox.seal(ctx.out_document, "InquireDebtResponse", ctx.udc)


def _application() -> WsgiApplication:
    inward, outward = Soap11(validator="lxml"), Soap11()
    inward.event_manager.add_listener("before_deserialize", _verify)
    outward.event_manager.add_listener("after_serialize", _seal)
    application = Application([Article37], words.NAMESPACE, "Article37", inward, outward)
    return WsgiApplication(application)


app = _application()
