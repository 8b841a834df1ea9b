"""What a vector of the zoo is: a document, an instant, and the verdict it must get."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

from schemas.canonical.validation import ValidationData
from signing.verify import Policy
from signing.verify.report import SubIndication
from tests.kit.pki import world


@dataclass(frozen=True)
class Vector:
    """A named document of the zoo.

    ``check`` and ``sub`` are the check that must fail and its sub-indication; both None: it
    passes. ``given`` is what the verifier brings along, ``required`` whether he insists on
    revocation data.
    """

    name: str
    build: Callable[[], bytes]
    at: datetime
    check: str | None = None
    sub: SubIndication | None = None
    detail: str | None = None
    given: Callable[[], ValidationData] = field(default=ValidationData)
    required: bool = False

    @property
    def policy(self) -> Policy:
        """Return what the verifier of this vector has."""
        return Policy(world().anchors, self.given(), revocation_required=self.required)
