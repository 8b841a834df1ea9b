"""What a duty of the law is to the road: it reads, decides, and words the answer."""

from datetime import datetime
from typing import Any, Protocol

from hub.clock.deadlines import Deadlines
from schemas.canonical.case import Case, Once
from schemas.canonical.certificate import Certificate
from schemas.canonical.decision import Decision
from schemas.canonical.disclosure import Told
from schemas.canonical.steps import Signed

Issue = tuple[Certificate, Signed]
"""A certificate in words, and signed."""


class Duty(Protocol):
    """One lawful thing the hub does: how its facts are found, and the words of its answer."""

    name: str
    deadlines: Deadlines

    def read(self, request: bytes) -> Any:
        """Return the inquiry in a request that keeps the contract.

        Raises `InvalidRequest` for an identifier that breaks its rule.
        """
        ...

    async def decide(self, inquiry: Any) -> Decision[Any]:
        """Return what the law makes of the facts, asked for anew."""
        ...

    def dossier(self, case: Case, decision: Decision[Any]) -> bytes:
        """Return everything the decision stands on, in canonical form."""
        ...

    def certificate(
        self,
        case: Case,
        inquiry: Any,
        decision: Decision[Any],
        dossier_digest: bytes,
        issued_at: datetime,
    ) -> Certificate:
        """Return the document that a decided case gets."""
        ...

    def once(self, inquiry: Any, decision: Decision[Any]) -> Once | None:
        """Return what the certificate may exist only once for; None where it may for any case."""
        ...

    def answer(
        self, case: Case, decision: Decision[Any], certificate: Issue | None, receipt: Signed
    ) -> bytes:
        """Return the answer's words, canonical, without the operation's own element."""
        ...

    def subjects(self, inquiry: Any) -> tuple[str, ...]:
        """Return whom an inquiry is about, as the register names them."""
        ...

    def told(self, inquiry: Any, decision: Decision[Any]) -> tuple[Told, ...]:
        """Return what the answer to a decision states of what each source said."""
        ...
