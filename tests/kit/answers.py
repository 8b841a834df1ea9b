"""An answer of the road as its consumer reads it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from cryptography import x509
from lxml import etree

from hub.usecases.article37.messages import NAMESPACE
from hub.usecases.base.writing import wrap
from schemas.contracts import xsd
from schemas.xml import parse
from signing.canonicalize import canonical
from signing.verify import Policy, Report, verify_document


@dataclass(frozen=True)
class Reading:
    """One answer, held against the published contract."""

    root: etree._Element

    @property
    def _space(self) -> str:
        return f"{{{etree.QName(self.root).namespace}}}"

    def text(self, path: str) -> str | None:
        """Return the text at a path of local names."""
        return self.root.findtext("/".join(f"{self._space}{step}" for step in path.split("/")))

    @property
    def reasons(self) -> list[str]:
        """The codes of the reasons, in their order."""
        return [one.get("code", "") for one in self.root.findall(f"{self._space}Reason")]

    @property
    def supersedes(self) -> str | None:
        """The number of the certificate in whose place the answer's stands."""
        found = self.root.find(f"{self._space}Certificate")
        return None if found is None else found.get("supersedes")

    def document(self, name: str) -> bytes | None:
        """Return the signed document embedded under ``name``, cut out as a consumer would."""
        found = self.root.find(f"{self._space}{name}")
        return None if found is None else canonical(found[0])

    def verified(self, name: str, trust: Sequence[x509.Certificate], at: datetime) -> Report:
        """Return what offline verification makes of an embedded document."""
        octets = self.document(name)
        assert octets is not None
        return verify_document(octets, policy=Policy(tuple(trust)), at=at)


def reading(
    body: bytes,
    *,
    namespace: str = NAMESPACE,
    operation: str = "InquireDebt",
    contract: str = "hub/v1/article37.xsd",
) -> Reading:
    """Return the answer in ``body``; an assertion fails when it breaks the contract."""
    root = parse(wrap(namespace, operation, body))
    schema = xsd(contract)
    assert schema.validate(root), schema.error_log
    return Reading(root)
