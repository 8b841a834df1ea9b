"""The doors by which a register reconciles with the hub: hashes, its own words, the outcome."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final, TypeVar

from pydantic import BaseModel
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from hub.api.contract_doors import SENT, Behind, below, known_query
from hub.api.contract_gate import Admitted, Words, digest_of
from hub.api.contract_ocds import seen_by
from hub.api.contract_reconciled import Contracts, Nodes, Outcome, done_of
from hub.api.contract_says import ALWAYS, source_of
from hub.api.forms.body import as_model, json_body
from hub.api.rest import quota_headers
from hub.contracts.tree_words import write_answers, write_roots
from hub.policy.agreements_model import Delivery

PATH: Final = "/v1/contracts/reconciliation"
_QUESTION_OCTETS: Final = 64 * 1024
_OUTCOME_OCTETS: Final = 4 * 2**20
M = TypeVar("M", bound=BaseModel)


def _words(operation: str) -> Words:
    return Words(
        f"contracts.{operation}", "contract-sync", "contract-reconciliation", Delivery.INQUIRY
    )


@dataclass(frozen=True, slots=True)
class Asked:
    """A request that was let in: what it is granted, and for which register it speaks."""

    admitted: Admitted
    source: str

    def answer(self, told: Any, status: int = 200, **headers: str) -> Response:
        """Return ``told`` as JSON."""
        sent = SENT | quota_headers(self.admitted.usages) | headers
        return JSONResponse(told, status, sent)


class ReconciliationDoor:
    """Tells a register what the hub holds of its words, and files what it found."""

    def __init__(self, behind: Behind) -> None:
        self._behind = behind

    def routes(self) -> list[Route]:
        """Return the routes of the door."""
        doors: list[tuple[str, Callable[[Request], Any], tuple[str, ...]]] = [
            ("roots", self._roots, ("GET", "HEAD")),
            ("nodes", self._nodes, ("POST",)),
            ("contracts", self._contracts, ("POST",)),
            ("outcomes", self._outcomes, ("POST",)),
        ]
        return [below(f"{PATH}/{name}", handler, methods) for name, handler, methods in doors]

    async def _roots(self, request: Request) -> Response:
        """Return the roots of what the register has said by now."""
        known_query(request)
        asked = await self._admitted(request, b"", "roots")
        roots = await self._behind.filing.roots(asked.source)
        return asked.answer({"source": asked.source} | write_roots(roots))

    async def _nodes(self, request: Request) -> Response:
        """Return what stands below nodes, as of when the roots were asked for last."""
        asked, question = await self._asked(request, Nodes, "nodes", _QUESTION_OCTETS)
        prefixes = list(dict.fromkeys(question.prefixes))
        found = await self._behind.filing.trees.answers(asked.source, prefixes)
        return asked.answer({"nodes": write_answers(found)})

    async def _contracts(self, request: Request) -> Response:
        """Return what the register said last of contracts, where its agreement grants it whole."""
        asked, question = await self._asked(request, Contracts, "contracts", _QUESTION_OCTETS)
        kept = await self._behind.filing.trees.statements(asked.source, question.source_ids)
        granted = ALWAYS | seen_by(asked.admitted.grant)
        said = {source_id: json.loads(body) for source_id, body in kept.items()}
        told = [one for one in said.values() if one.keys() <= granted]
        withheld = [source_id for source_id, one in said.items() if not one.keys() <= granted]
        answer = asked.answer({"contracts": told, "withheld": withheld})
        if told:
            data = bytes(answer.body)
            receipt = await self._behind.receipts.of_own(asked.admitted, len(told), data)
            answer.headers.update(receipt)
        return answer

    async def _outcomes(self, request: Request) -> Response:
        """File what came of a reconciliation that the register did; tell the hub's roots now."""
        asked, said = await self._asked(request, Outcome, "outcomes", _OUTCOME_OCTETS)
        filing = self._behind.filing
        done = await done_of(said, asked.source, asked.admitted.reception.consumer, filing)
        number = await filing.file(done)
        told = {
            "id": str(number),
            "agreed": done.after.agree,
            "hub": write_roots(done.after.hub),
        }
        return asked.answer(told, 201)

    async def _asked(
        self, request: Request, model: type[M], operation: str, most: int
    ) -> tuple[Asked, M]:
        """Return who asks, and what."""
        octets, found = await json_body(request, most)
        asked = await self._admitted(request, octets, operation)
        return asked, as_model(model, found)

    async def _admitted(self, request: Request, octets: bytes, operation: str) -> Asked:
        """Return who asks, once his agreement lets him and he speaks for a register."""
        now = self._behind.clock()
        caller = await self._behind.doorkeeper.caller(request, octets)

        def speaks() -> str:
            return source_of(caller.consumer, self._behind.sources)

        digest = digest_of(request, octets)
        admitted = await self._behind.gate.admit(caller, _words(operation), now, digest, speaks)
        return Asked(admitted, speaks())
