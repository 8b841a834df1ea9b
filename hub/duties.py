"""The duties that the hub publishes, one line each; doors and roads are made of it."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from tomllib import TOMLDecodeError
from typing import Any

from lxml import etree

from hub.api.inquiries import Offer
from hub.api.soap import Service
from hub.config import Settings
from hub.duty import Duty
from hub.errors import Misconfigured
from hub.pipeline import Road
from hub.usecases.article37 import messages as article37
from hub.usecases.article37.usecase import Article37
from hub.usecases.article38 import messages as article38
from hub.usecases.article38.usecase import Article38
from hub.usecases.base.reading import read_case_id
from hub.usecases.base.writing import wrap
from hub.usecases.commerce_card import messages as commerce_card
from hub.usecases.commerce_card.choices import Choices, load_choices
from hub.usecases.commerce_card.usecase import CommerceCard
from schemas.canonical.case import InboundRequest
from schemas.contracts import xsd

Port = Callable[[str], Any]
"""Finds the gateway that offers a port, or refuses the settings that have none."""


@dataclass(frozen=True, slots=True)
class Published:
    """A duty and the service it stands behind: ``inquiry`` is the operation that opens a case.

    ``cases`` is what its REST door calls them; ``soap`` tells whether it has a SOAP door besides.
    """

    name: str
    title: str
    namespace: str
    inquiry: str
    build: Callable[[Settings, Port], Duty]
    cases: str = "inquiries"
    soap: bool = True

    @property
    def path(self) -> str:
        """Where its door is."""
        return f"/soap/{self.name}/v1"

    @property
    def wsdl(self) -> str:
        """Its contract among the schemas."""
        return f"hub/v1/{self.name}.wsdl"

    @property
    def xsd(self) -> str:
        """The schema of its messages."""
        return f"hub/v1/{self.name}.xsd"

    def service(self, road: Road) -> Service:
        """Return the service, its operations bound to the ``road`` of this duty."""

        async def inquire(request: InboundRequest, _: etree._Element) -> bytes:
            return wrap(self.namespace, self.inquiry, await road.travel(request))

        async def recall(request: InboundRequest, document: etree._Element) -> bytes:
            answer = await road.recall(request, read_case_id(document))
            return wrap(self.namespace, "GetAnswer", answer)

        return Service(
            duty=self.name,
            path=self.path,
            namespace=self.namespace,
            schema=xsd(self.xsd),
            operations={self.inquiry: inquire, "GetAnswer": recall},
        )

    def offer(self, road: Road) -> Offer:
        """Return the same service as its REST door offers it."""
        return Offer(self.service(road), self.inquiry, self.xsd, self.cases)


def _article37(settings: Settings, port: Port) -> Duty:
    return Article37(
        persons=port("PersonRegistry"),
        ledger=port("DebtLedger"),
        deadlines=settings.deadlines[Article37.name],
    )


def _commerce_card(settings: Settings, port: Port) -> Duty:
    return CommerceCard(
        firms=port("FirmRegistry"),
        persons=port("PersonRegistry"),
        ledger=port("DebtLedger"),
        deadlines=settings.deadlines[CommerceCard.name],
        choices=_choices(settings),
    )


def _article38(settings: Settings, port: Port) -> Duty:
    return Article38(
        files=port("ContractFiles"),
        ledger=port("DebtLedger"),
        deadlines=settings.deadlines[Article38.name],
    )


def _choices(settings: Settings) -> Choices:
    """Return the customer's choices; `Misconfigured` when the file is none or lacks one."""
    try:
        return load_choices(
            settings.policy_file("hub.usecases.commerce_card", "commerce-card.toml")
        )
    except (TOMLDecodeError, ValueError) as error:
        raise Misconfigured(f"commerce-card.toml: {error}") from error


DUTIES = (
    Published("article37", "article 37", article37.NAMESPACE, "InquireDebt", _article37),
    Published(
        "commerce-card",
        "commerce card",
        commerce_card.NAMESPACE,
        "InquireClearance",
        _commerce_card,
    ),
    Published(
        "article38",
        "article 38",
        article38.NAMESPACE,
        "RequestClearance",
        _article38,
        cases="clearances",
        soap=False,
    ),
)
"""Every duty there is; which of them a deployment serves is its setting ``duties``."""


def served(names: Iterable[str]) -> tuple[Published, ...]:
    """Return the duties of these ``names``; `Misconfigured` for one that there is not, or none."""
    wanted = set(names)
    known = {duty.name for duty in DUTIES}
    if unknown := wanted - known:
        said = ", ".join(sorted(unknown))
        raise Misconfigured(f"duties: there is no {said}; there are {', '.join(sorted(known))}")
    if not wanted:
        raise Misconfigured(f"duties: name one at least of {', '.join(sorted(known))}")
    return tuple(duty for duty in DUTIES if duty.name in wanted)


def build(duty: Published, settings: Settings, ports: Mapping[str, Any]) -> Duty:
    """Return the duty itself, over the ``ports`` of the enabled agencies.

    Raises `Misconfigured` when one is missing: it is enabled, or the duty left out.
    """

    def port(name: str) -> Any:
        if name not in ports:
            line = f"{duty.name} needs one; see the settings `agencies` and `duties`"
            raise Misconfigured(f"no enabled agency offers {name}: {line}")
        return ports[name]

    return duty.build(settings, port)
