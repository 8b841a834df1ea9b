"""Cases in PostgreSQL: opened before anything else happens, closed once, with their evidence."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from psycopg.errors import UniqueViolation
from psycopg.types.json import Jsonb

from hub.errors import MessageIdReused, MessageReplayed, UnknownCase
from hub.store.database import Database, Row, refusing_outages
from hub.store.disclosures import PolicyOutdated, disclosure_rows
from hub.store.sql import load
from schemas.canonical.case import AuthorizedRequest, Case, InboundRequest, Once
from schemas.canonical.disclosure import Agreed, Basis, Disclosed
from schemas.canonical.evidence import Leaf


@dataclass(frozen=True, slots=True)
class _Statements:
    open_case: str
    remember_message: str
    forget_messages: str
    case_of_message: str
    first_answer: str
    latest_answer: str
    issued_anew: str
    claim_cases: str
    close_case: str
    keep_case_open: str


_SQL = load(_Statements, "cases")


@dataclass(frozen=True, slots=True)
class StoredAnswer:
    """An answer about to be stored: its words, the dossier behind, its evidence, what it told."""

    outcome: str
    body: bytes
    dossier: bytes
    answered_at: datetime
    leaf: Leaf
    disclosed: tuple[Disclosed, ...] = ()


@dataclass(frozen=True, slots=True)
class StoredCertificate:
    """A signed and verified certificate about to be stored.

    ``signer`` is the SHA-256 of the certificate it was signed with; ``once`` is what there may be
    one for only, None where there may be any number.
    """

    number: str
    kind: str
    document: bytes
    digest: bytes
    valid_until: datetime
    signer: bytes
    once: Once | None = None


@dataclass(frozen=True, slots=True)
class IssuedAnew:
    """The newest certificate of a case, and the number of the one in whose place it stands."""

    document: bytes
    supersedes: str


class IssuedBefore(Exception):
    """What may be issued only once has been, or its contract changed: it is to be decided again."""


class Cases:
    """The aggregate of cases; every method is one durable statement."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def open(
        self, authorized: AuthorizedRequest, *, case_id: UUID, due_on: date, next_attempt: datetime
    ) -> Case | bytes:
        """Return the new durable case, or the first answer to a repeated request.

        A repeated request whose first answer is not there yet returns its case, to be answered
        now. Raises `PolicyOutdated` when the request was authorized by an older policy than there
        is, `MessageReplayed`, `MessageIdReused` for a MessageID that opened another request,
        and `HubUnavailable` when nothing can be stored.
        """
        request = authorized.request
        row = await self._one(
            _SQL.open_case,
            {
                "replay_key": request.replay_key,
                "expires_at": request.expires_at,
                "id": case_id,
                "consumer": request.consumer.code,
                "message_id": request.message_id,
                "duty": request.duty,
                "request": request.document,
                "request_digest": request.digest,
                "received_at": request.received_at,
                "due_on": due_on,
                "next_attempt_at": next_attempt,
                "policy": authorized.policy,
                "agreements": Jsonb([_agreed_row(one) for one in authorized.agreements]),
            },
        )
        if row is None or row["policy"] != authorized.policy:
            raise PolicyOutdated(row["policy"] if row else 0)
        if not row["fresh"]:
            raise MessageReplayed
        if not row["opened"]:
            return await self._repeated(request, row["serial"])
        return Case(
            case_id,
            request.consumer.code,
            request.message_id,
            request.duty,
            request.document,
            request.digest,
            request.received_at,
            due_on,
            row["serial"],
            agreements=authorized.agreements,
        )

    async def _repeated(self, request: InboundRequest, serial: int) -> Case | bytes:
        """Return what an earlier request under the same MessageID came to."""
        row = await self._one(
            _SQL.case_of_message,
            {"consumer": request.consumer.code, "message_id": request.message_id},
        )
        if row is None or row["request_digest"] != request.digest:
            raise MessageIdReused
        answer: bytes | None = row.pop("body")
        return _case(row | {"serial": serial}) if answer is None else answer

    async def first_answer(self, case_id: UUID) -> bytes:
        """Return the first answer given on a case, byte for byte."""
        rows = await self._all(_SQL.first_answer, {"case_id": case_id})
        answer: bytes = rows[0]["body"]
        return answer

    async def standing(self, request: InboundRequest, case_id: UUID) -> Case | bytes:
        """Return the last answer on a consumer's own case, or the case while it has none.

        What was accepted is answered, whatever is agreed by now. Raises `MessageReplayed`, and
        `UnknownCase` when the consumer has no such case of the duty under which he asks.
        """
        seen = {"replay_key": request.replay_key, "expires_at": request.expires_at}
        if await self._one(_SQL.remember_message, seen) is None:
            raise MessageReplayed
        asked = {"case_id": case_id, "consumer": request.consumer.code, "duty": request.duty}
        row = await self._one(_SQL.latest_answer, asked)
        if row is None:
            raise UnknownCase("case.not-yours", field="CaseId")
        answer: bytes | None = row.pop("body")
        return _case(row) if answer is None else answer

    async def issued_anew(self, case_id: UUID) -> IssuedAnew | None:
        """Return the certificate that stands in the place of a case's own; None where none does."""
        row = await self._one(_SQL.issued_anew, {"case_id": case_id})
        return IssuedAnew(**row) if row else None

    async def claim(
        self, *, now: datetime, leased_until: datetime, limit: int, duties: Collection[str]
    ) -> list[Case]:
        """Return cases of these ``duties`` whose next turn has come, leased to the caller alone."""
        arguments = {
            "now": now,
            "leased_until": leased_until,
            "limit": limit,
            "duties": sorted(duties),
        }
        return [_case(row) for row in await self._all(_SQL.claim_cases, arguments)]

    async def close(
        self, case: Case, answer: StoredAnswer, certificate: StoredCertificate
    ) -> int | None:
        """Store answer, certificate and evidence in one transaction; None when already closed.

        Returns the answer's turn, which is 0 for the first on its case. A later one goes to the
        outbox in the same statement, where its consumer is one of the receivers. Raises
        `IssuedBefore`, and then nothing is stored.
        """
        once = certificate.once
        arguments = _answer_arguments(case, answer) | {
            "number": certificate.number,
            "kind": certificate.kind,
            "document": certificate.document,
            "digest": certificate.digest,
            "valid_until": certificate.valid_until,
            "signer": certificate.signer,
            "issued_once": once and once.name,
            "contract": once and once.ocid,
            "contract_version": once and once.version,
        }
        try:
            row = await self._one(_SQL.close_case, arguments)
        except UniqueViolation as error:
            if error.diag.constraint_name != "certificates_issued_once_key":
                raise
            raise IssuedBefore from error
        if row and row.pop("changed"):
            raise IssuedBefore
        return _turn(row)

    async def keep_open(
        self, case: Case, answer: StoredAnswer, *, standing: str, next_attempt: datetime
    ) -> int | None:
        """Leave a case open until ``next_attempt``; return the turn of its answer.

        None when the answer said nothing new and is not stored.
        """
        arguments = _answer_arguments(case, answer) | {
            "standing": standing,
            "next_attempt_at": next_attempt,
        }
        return _turn(await self._one(_SQL.keep_case_open, arguments))

    async def forget_messages(self, now: datetime) -> None:
        """Drop replay keys of messages that are too old to be accepted anyway."""
        await self._one(_SQL.forget_messages, {"now": now})

    async def _one(self, sql: str, arguments: Row) -> Row | None:
        rows = await self._all(sql, arguments)
        return rows[0] if rows else None

    async def _all(self, sql: str, arguments: Row) -> list[Row]:
        with refusing_outages():
            return await self._database.rows(sql, arguments)


def _turn(row: Row | None) -> int | None:
    return None if row is None else int(row["turn"])


def _answer_arguments(case: Case, answer: StoredAnswer) -> Row:
    return {
        "case_id": case.id,
        "outcome": answer.outcome,
        "body": answer.body,
        "dossier": answer.dossier,
        "answered_at": answer.answered_at,
        "receipt_id": answer.leaf.document_id,
        "entry": answer.leaf.entry,
        "leaf_hash": answer.leaf.leaf_hash,
        "salt": answer.leaf.salt,
        "receipt": answer.leaf.document,
        "disclosures": disclosure_rows(answer.disclosed, case.received_at),
    }


def _case(row: Row) -> Case:
    """Return a row as a case, under the agreements that it was accepted under."""
    agreements = tuple(
        Agreed(
            one["provider"], one["purpose"], Basis(bytes.fromhex(one["agreement"]), one["article"])
        )
        for one in row["agreements"]
    )
    return Case(**row | {"agreements": agreements})


def _agreed_row(agreed: Agreed) -> dict[str, str]:
    return {
        "provider": agreed.provider,
        "purpose": agreed.purpose,
        "agreement": agreed.basis.agreement.hex(),
        "article": agreed.basis.article,
    }
