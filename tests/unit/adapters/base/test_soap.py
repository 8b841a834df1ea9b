"""What is not the contract's SOAP is refused, each with its own code."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.base.answer import Answer
from adapters.base.connection import Credentials
from adapters.base.errors import AgencyBrokeContract, AgencyError, AgencyRefused, AgencyUnavailable
from adapters.base.soap import ENVELOPE, SoapOperation, local_file
from adapters.civil_registry.gateway import operation, request_template
from schemas import contracts

ECHO = '<e:getEstelam3 xmlns:e="http://est"><arg0>hub</arg0></e:getEstelam3>'
"""The question itself, which the XSD declares as it does the answer."""


@pytest.fixture(scope="module")
def soap() -> SoapOperation:
    """Give the one operation there is."""
    return operation()


def _envelope(inner: str) -> bytes:
    return f'<S:Envelope xmlns:S="{ENVELOPE}"><S:Body>{inner}</S:Body></S:Envelope>'.encode()


def _fault(code: str) -> bytes:
    return _envelope(f"<S:Fault><faultcode>{code}</faultcode><faultstring/></S:Fault>")


@pytest.mark.parametrize(
    ("status", "media_type", "body", "kind", "code"),
    [
        (200, "text/html", b"<html/>", AgencyBrokeContract, "not-xml"),
        (503, "text/html", b"<html/>", AgencyUnavailable, "http-503"),
        (403, "text/html", b"<html/>", AgencyRefused, "http-403"),
        (200, "text/xml", b"", AgencyBrokeContract, "xml-not-well-formed"),
        (200, "text/xml", b"<!DOCTYPE a><a/>", AgencyBrokeContract, "xml-dtd"),
        (200, "text/xml", b"<html/>", AgencyBrokeContract, "not-an-envelope"),
        (200, "text/xml", _envelope(""), AgencyBrokeContract, "not-an-envelope"),
        (200, "text/xml", _envelope("<a/><a/>"), AgencyBrokeContract, "not-an-envelope"),
        (200, "text/xml", _envelope("<a/>"), AgencyBrokeContract, "schema"),
        (200, "text/xml", _envelope(ECHO), AgencyBrokeContract, "schema"),
        (500, "text/xml", _envelope("<a/>"), AgencyUnavailable, "http-500"),
        (500, "text/xml", _fault("S:Server"), AgencyRefused, "soap-fault-server"),
        (200, "text/xml", _fault("S:Server"), AgencyRefused, "soap-fault-server"),
        (500, "text/xml", _fault("S:Client"), AgencyBrokeContract, "soap-fault-client"),
        (500, "text/xml", _fault("S:VersionMismatch"), AgencyBrokeContract, "soap-fault-client"),
    ],
)
def test_refused(
    soap: SoapOperation,
    status: int,
    media_type: str,
    body: bytes,
    kind: type[AgencyError],
    code: str,
) -> None:
    """A page, a stump or a Fault taken for an answer would become a fact in a certificate."""
    with pytest.raises(kind) as caught:
        soap.reply(Answer(status, media_type, body))
    assert caught.value.code == code


def test_extra_field_breaks_the_contract(soap: SoapOperation) -> None:
    """A field that the XSD does not know is a change nobody told us of."""
    inner = '<e:getEstelam3Response xmlns:e="http://est"><return><new/></return>'
    with pytest.raises(AgencyBrokeContract) as caught:
        soap.reply(Answer(200, "text/xml", _envelope(f"{inner}</e:getEstelam3Response>")))
    assert caught.value.code == "schema"


@pytest.mark.parametrize(
    "url", ["http://est.invalid/est.xsd", "/etc/hostname", f"{contracts.ROOT}/../pyproject.toml"]
)
def test_contracts_come_from_schemas_only(url: str) -> None:
    """A WSDL that could import from anywhere would let a file decide what the hub fetches."""
    with pytest.raises(ValueError, match="under schemas/"):
        local_file(url)


_TEXT = st.text(st.characters(codec="utf-8", exclude_categories=("Cc", "Cs", "Cn")))
_AWKWARD = st.sampled_from(
    ["", "a&b<c>\"d'", "100%", "%(nin)d%s%%", "1000000000", "1000000001 1000000002", "]]>"]
)
_INT, _LONG = st.integers(-(2**31), 2**31 - 1), st.integers(-(2**63), 2**63 - 1)


@given(_TEXT | _AWKWARD, _TEXT | _AWKWARD, _INT, _LONG)
def test_template_is_what_zeep_builds(user: str, password: str, birth_date: int, nin: int) -> None:
    """A template that differs by one octet asks the registry what its WSDL does not say."""
    numbers = {"birthDate": birth_date, "nin": nin}
    built = operation().request(arg0=user, arg1=password, arg2="", arg3="", arg4=numbers)
    assert request_template(Credentials(user, password)).fill(numbers) == built


@pytest.mark.parametrize(
    "numbers", [{}, {"birthDate": 13600101}, {"birthDate": 13600101, "nin": 1, "more": 2}]
)
def test_template_takes_all_its_numbers_and_no_others(numbers: dict[str, int]) -> None:
    """A number left out must never be asked as a mark, nor one too many be dropped."""
    with pytest.raises(ValueError, match="takes birthDate, nin"):
        request_template(Credentials("user", "password")).fill(numbers)
