"""What a certificate of each type contains: the table that `signing.profile` holds documents to."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from schemas.canonical.certificate import CertificateType, Role
from schemas.canonical.decision import Outcome

DEBTS = frozenset({"debt.definite", "debt.divisible", "debt.indivisible"})
CARD_PURPOSE, CARD_NUMBER = "card.purpose", "card.number"
Known = Mapping[str, str]
"""Facts without a unit by their names, each with the one value it may have."""
_NOTHING: Known = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Matter:
    """Whom a certificate of one duty is about, and what is attested of them.

    ``bearer`` is the role whose party an agency attested: ``natural`` and ``legal`` are the facts
    of it, by what it is, None where it cannot be that. ``card`` tells whether a commerce card is
    what the certificate is for.
    """

    roles: frozenset[Role]
    bearer: Role
    natural: Known | None
    legal: Known
    card: bool = False


@dataclass(frozen=True, slots=True)
class Profile:
    """What a certificate of one type contains.

    ``debts`` are the facts in rials, each exactly once; ``owing`` tells whether any may be, and
    then one must be, above zero; None leaves it open. ``matters`` tells the duties apart by the
    roles of their parties.
    """

    decision: Outcome
    article: str
    reasons: frozenset[str]
    debts: frozenset[str]
    matters: Mapping[frozenset[Role], Matter]
    owing: bool | None


def _by_roles(*matters: Matter) -> Mapping[frozenset[Role], Matter]:
    return MappingProxyType({matter.roles: matter for matter in matters})


_TRANSFER = Matter(
    roles=frozenset({Role.TRANSFEROR, Role.TRANSFEREE}),
    bearer=Role.TRANSFEROR,
    natural=MappingProxyType({"transferor.alive": "true"}),
    legal=_NOTHING,
)
_CARD = Matter(
    roles=frozenset({Role.APPLICANT}),
    bearer=Role.APPLICANT,
    natural=MappingProxyType({"applicant.alive": "true"}),
    legal=MappingProxyType({"applicant.active": "true"}),
    card=True,
)
_CARD_OF_THE_DISSOLVED = Matter(
    roles=_CARD.roles,
    bearer=Role.APPLICANT,
    natural=None,
    legal=MappingProxyType({"applicant.active": "false"}),
    card=True,
)

PROFILES = {
    CertificateType.ARTICLE37: Profile(
        decision=Outcome.GRANTED,
        article="37",
        reasons=frozenset({"no-debt"}),
        debts=DEBTS,
        matters=_by_roles(_TRANSFER),
        owing=False,
    ),
    CertificateType.DEBT_STATEMENT: Profile(
        decision=Outcome.REFUSED,
        article="37",
        reasons=frozenset({"debt"}),
        debts=DEBTS,
        matters=_by_roles(_TRANSFER, _CARD),
        owing=True,
    ),
    CertificateType.COMMERCE_CARD: Profile(
        decision=Outcome.GRANTED,
        article="37",
        reasons=frozenset({"no-debt"}),
        debts=DEBTS,
        matters=_by_roles(_CARD),
        owing=False,
    ),
    CertificateType.CLEARANCE_REFUSAL: Profile(
        decision=Outcome.REFUSED,
        article="37",
        reasons=frozenset({"firm-dissolved", "debt"}),
        debts=DEBTS,
        matters=_by_roles(_CARD_OF_THE_DISSOLVED),
        owing=None,
    ),
}
"""Social Security Act, Article 37: clearances say that nothing is owed, a statement what is, and a
refusal that the firm which wants a licence is there no more."""
