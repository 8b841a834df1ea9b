"""What a certificate of each type contains: the table that `signing.profile` holds documents to."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from schemas.canonical.certificate import CertificateType, Role
from schemas.canonical.decision import Outcome

DEBTS = frozenset({"debt.definite", "debt.divisible", "debt.indivisible"})
DUE, PAID = "premium.due", "premium.paid"
CARD_PURPOSE, CARD_NUMBER = "card.purpose", "card.number"
Known = Mapping[str, str]
"""Facts without a unit by their names, each with the one value it may have."""
_NOTHING: Known = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Matter:
    """Whom a certificate of one duty is about, and what is attested of them.

    ``bearer`` is the role whose party an agency attested: ``natural`` and ``legal`` are the facts
    of it, by what it is, None where it cannot be that. ``card`` tells whether a commerce card is
    what the certificate is for. ``texts`` are the facts without a unit that it states besides,
    those of ``perhaps`` where there are such. ``by_id`` lets a natural person stand by his number
    alone.
    """

    roles: frozenset[Role]
    bearer: Role
    natural: Known | None
    legal: Known
    card: bool = False
    texts: frozenset[str] = frozenset()
    perhaps: frozenset[str] = frozenset()
    by_id: bool = False


@dataclass(frozen=True, slots=True)
class Profile:
    """What a certificate of one type contains.

    ``debts`` are the facts in rials that are owed, ``paid`` those that were paid for them, and
    ``amounts`` others, each exactly once. ``owing`` tells whether anything may be left to pay, and
    then it must; None leaves it open. ``matters`` tells the duties apart by the roles of their
    parties.
    """

    decision: Outcome
    article: str
    reasons: frozenset[str]
    debts: frozenset[str]
    matters: Mapping[frozenset[Role], Matter]
    owing: bool | None
    paid: frozenset[str] = frozenset()
    amounts: frozenset[str] = frozenset()

    @property
    def rials(self) -> frozenset[str]:
        """The names of all facts in rials."""
        return self.debts | self.paid | self.amounts


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
_CONTRACT = Matter(
    roles=frozenset({Role.ASSIGNER, Role.CONTRACTOR}),
    bearer=Role.CONTRACTOR,
    natural=_NOTHING,
    legal=_NOTHING,
    texts=frozenset(
        {
            "contract.ocid",
            "contract.row",
            "contract.number",
            "contract.subject",
            "contract.starts-on",
            "contract.ends-on",
            "assigner.workshop",
            "assigner.name",
            "clearance.stage",
            "clearance.undertaking",
        }
    ),
    perhaps=frozenset({"clearance.until"}),
    by_id=True,
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
    CertificateType.ARTICLE38: Profile(
        decision=Outcome.GRANTED,
        article="38",
        reasons=frozenset({"premium-paid", "nothing-due", "undertaking-given"}),
        debts=frozenset({DUE}),
        paid=frozenset({PAID}),
        amounts=frozenset({"contract.amount"}),
        matters=_by_roles(_CONTRACT),
        owing=False,
    ),
    CertificateType.CONTRACT_STATEMENT: Profile(
        decision=Outcome.REFUSED,
        article="38",
        reasons=frozenset(
            {
                "premium-owed",
                "undertaking-missing",
                "already-cleared",
                "clearance-suspended",
                "clearance-revoked",
                "contract-withdrawn",
                "debts-first",
                "disputed",
            }
        ),
        debts=frozenset({DUE}),
        paid=frozenset({PAID}),
        amounts=frozenset({"contract.amount"}),
        matters=_by_roles(_CONTRACT),
        owing=None,
    ),
}
"""Social Security Act, Article 37: clearances say that nothing is owed, a statement what is, and a
refusal that the firm which wants a licence is there no more. Article 38: a clearance says that the
premium of a contract is paid, and a statement what keeps it from being issued."""
