"""The enterprise bus: SOAP proxies that mediate, and change the prefixes of what they send on.

Publicly seen are the form of a proxy's path, HTTP Basic, the action and the foreign prefixes; how
it fails is invented after Apache Synapse, whose fault codes are public.

Its own faults, beside those of every stand-in: ``agency-down`` (a Fault with Synapse's code
101503), ``agency-silent`` (HTTP 202 and nothing) and ``unauthorized`` (HTTP 401 and a page).
"""

from base64 import b64encode
from collections.abc import Mapping
from random import Random

from simulators.kit.asgi import HTML, XML, Reply, Request, header
from simulators.kit.drift import other_form
from simulators.kit.simulator import Answer, Simulator

USER, PASSWORD = "hub", "esb-sandbox"
_ACCOUNT = b"Basic " + b64encode(f"{USER}:{PASSWORD}".encode())
_MEDIATE = frozenset({b"urn:mediate", b'"urn:mediate"'})
_ENVELOPE = "http://schemas.xmlsoap.org/soap/envelope/"
_LOGIN = Reply(401, HTML, b"<html><body><h1>401 Unauthorized</h1></body></html>")
_NO_PROXY = Reply(404, HTML, b"<html><body><h1>404 No such service</h1></body></html>")
_ACCEPTED = Reply(202, XML, b"")


def create_esb(proxies: Mapping[str, Answer], seed: int) -> Simulator:
    """Return the bus whose ``proxies``, by the name of their service, mediate to stand-ins."""
    quirks: dict[str, Answer] = {
        "agency-down": lambda _: _fault("101503", "the endpoint could not be reached"),
        "agency-silent": lambda _: _ACCEPTED,
        "unauthorized": lambda _: _LOGIN,
    }
    return Simulator(_Esb(proxies, seed).answer, seed, quirks=quirks)


def endpoint(service: str) -> str:
    """Return the path of the proxy of ``service``."""
    return f"/services/{service}.{service}HttpSoap11Endpoint"


class _Esb:
    """Who mediates."""

    def __init__(self, proxies: Mapping[str, Answer], seed: int) -> None:
        self._proxies = {endpoint(service): answer for service, answer in proxies.items()}
        self._chance = Random(f"prefixes {seed}")

    def answer(self, request: Request) -> Reply:
        """Return what the service behind a proxy answers, its prefixes changed."""
        if header(request.headers, b"authorization") != _ACCOUNT:
            return _LOGIN
        behind = self._proxies.get(request.path)
        if behind is None:
            return _NO_PROXY
        if header(request.headers, b"soapaction") not in _MEDIATE:
            return _fault("", "no operation of the proxy has that action")
        reply = behind(_passed_on(request))
        return other_form(reply, self._chance)


def _passed_on(request: Request) -> Request:
    """Return the request as the service gets it, who asked and how left out."""
    ours = {b"authorization", b"soapaction"}
    headers = tuple(one for one in request.headers if one[0] not in ours)
    return request._replace(path="/", headers=headers)


def _fault(code: str, said: str) -> Reply:
    """Return a Fault of the bus itself, with Synapse's code in its detail."""
    text = (
        f'<soapenv:Envelope xmlns:soapenv="{_ENVELOPE}"><soapenv:Body><soapenv:Fault>'
        f"<faultcode>soapenv:Server</faultcode><faultstring>{said}</faultstring>"
        f"<detail>{code}</detail></soapenv:Fault></soapenv:Body></soapenv:Envelope>"
    )
    return Reply(500, XML, text.encode())
