"""What the government's two buses have in common, and the enterprise bus itself.

A bus is a channel like any other: a gateway posts what its agency understands and reads what its
agency said. What the bus adds to a question and wraps around an answer stays here, and so do its
own failures, whose codes begin with ``bus-``.
"""

import re
from base64 import b64encode
from typing import Final, Never

from adapters.base.accounts import EsbAccount
from adapters.base.answer import Answer, failed_status
from adapters.base.errors import AgencyBrokeContract, AgencyUnavailable
from adapters.base.http import Channel, Fields
from schemas import xml

ENVELOPE: Final = "{http://schemas.xmlsoap.org/soap/envelope/}"
_MEDIATE: Final = (b"SOAPAction", b'"urn:mediate"')
_ITS_OWN: Final = frozenset({b"authorization", b"soapaction"})
_SYNAPSE: Final = re.compile(r"(?:101|303)[0-9]{3}")


def basic(user: str, password: str) -> bytes:
    """Return the credentials of HTTP Basic (RFC 7617)."""
    return b"Basic " + b64encode(f"{user}:{password}".encode())


def carried(headers: Fields) -> Fields:
    """Return the fields that a bus carries on; who we are and what it shall do it hears of us."""
    return tuple(one for one in headers if one[0].lower() not in _ITS_OWN)


def only_posts(agency: str) -> Never:
    """Raise `AgencyBrokeContract`: a bus takes questions by POST alone."""
    raise AgencyBrokeContract(agency, "bus-post-only")


class EsbChannel:
    """A SOAP agency behind a proxy of the enterprise bus; the base URL is the proxy's endpoint.

    The proxy stands for the whole service, so it is asked at its endpoint whatever the agency's own
    path; it wants HTTP Basic and the action ``urn:mediate``, and passes envelopes through, their
    prefixes changed.
    """

    def __init__(self, agency: str, channel: Channel, account: EsbAccount) -> None:
        self._agency = agency
        self._channel = channel
        login = (b"Authorization", basic(account.user, account.password))
        self._own: Fields = (_MEDIATE, login)

    async def get(self, path: str, headers: Fields) -> Answer:
        """Raise `AgencyBrokeContract`: SOAP has no GET."""
        only_posts(self._agency)

    async def post(self, path: str, headers: Fields, content: bytes) -> Answer:
        """Return the agency's answer to the envelope ``content``, a Fault of its own among them.

        The bus's own word instead of one is raised: `AgencyRefused` for 401, 403 and 429,
        `AgencyUnavailable` for 202 (it heard no answer), 5xx without XML and its fault codes
        101xxx and 303xxx (Apache Synapse), `AgencyBrokeContract` for a page that is no XML.
        """
        answer = await self._channel.post("", (*carried(headers), *self._own), content)
        self._refuse_its_own(answer)
        return answer

    async def aclose(self) -> None:
        """Close every connection."""
        await self._channel.aclose()

    def _refuse_its_own(self, answer: Answer) -> None:
        """Raise for an answer that is not the agency's."""
        is_xml = answer.media_type == "text/xml"
        if answer.status == 202 or (answer.status == 200 and not answer.body):
            raise AgencyUnavailable(self._agency, "bus-no-answer")
        if answer.status != 200 and not (is_xml and answer.status == 500):
            raise failed_status(self._agency, answer.status, at="bus-")
        if not is_xml:
            raise AgencyBrokeContract(self._agency, "bus-not-xml")
        if answer.status == 500 and (code := _synapse_code(answer.body)):
            raise AgencyUnavailable(self._agency, f"bus-fault-{code}")


def _synapse_code(body: bytes) -> str | None:
    """Return the bus's code in the detail of a Fault; None in one of the agency's."""
    try:
        detail = xml.parse(body).find(f"{ENVELOPE}Body/{ENVELOPE}Fault/detail")
    except xml.XmlRefused:
        return None
    texts = () if detail is None else map(str, detail.itertext())
    return next((text.strip() for text in texts if _SYNAPSE.fullmatch(text.strip())), None)
