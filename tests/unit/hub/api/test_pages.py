"""What a door says of itself: its contract at its real address, and whether it stands."""

import json

import pytest
from lxml import etree
from starlette.requests import Request

from hub.api.pages import Contract, healthz, readyz
from hub.store.database import DatabaseUnavailable
from schemas.contracts import text_of

WSDL, XSD = "hub/v1/article37.wsdl", "hub/v1/article37.xsd"
HUB = Contract("https://hub.example:8443", "/soap/article37/v1", WSDL, XSD)


def _get(query: str) -> Request:
    return Request(
        {
            "type": "http",
            "method": "GET",
            "path": "/soap/article37/v1",
            "query_string": query.encode(),
            "headers": [(b"host", b"elsewhere.example")],
        }
    )


async def test_the_wsdl_names_the_address_it_is_served_at() -> None:
    """A client built from our contract would call some other machine."""
    served = await HUB.serve(_get("wsdl"))
    root = etree.fromstring(bytes(served.body))
    addresses = {str(node.get("location")) for node in root.iter("{*}address")}
    assert addresses == {"https://hub.example:8443/soap/article37/v1"}
    assert b"127.0.0.1" not in bytes(served.body)
    assert served.headers["content-type"].startswith("text/xml")


async def test_the_schema_it_imports_is_served_as_it_stands() -> None:
    """A client could not fetch the schema that the WSDL sends it to."""
    wsdl = etree.fromstring(bytes((await HUB.serve(_get("wsdl"))).body))
    (location,) = {
        str(node.get("schemaLocation")) for node in wsdl.iter() if node.get("schemaLocation")
    }
    address, query = location.split("?")
    assert address == "https://hub.example:8443/soap/article37/v1"
    assert bytes((await HUB.serve(_get(query))).body) == text_of(XSD)


@pytest.mark.parametrize("query", ["", "wsd", "xsd", "xsd=../../../etc/passwd", "WSDL&x=1"])
async def test_anything_else_is_told_what_there_is(query: str) -> None:
    """A query could read some other file, or a lost client be left without a hint."""
    answer = await HUB.serve(_get(query))
    assert answer.status_code == 404
    assert json.loads(bytes(answer.body)) == {"contract": ["?wsdl", "?xsd=article37.xsd"]}


async def test_ready_is_more_than_up() -> None:
    """A balancer would send requests to a process that can keep none of them."""

    async def down() -> None:
        raise DatabaseUnavailable("gone", "password=sesame")

    async def well() -> None:
        return

    assert healthz(_get("")).status_code == 200
    ready = await readyz(well, lambda: "")(_get(""))
    assert json.loads(bytes(ready.body)) == {"status": "ready"}
    amiss = await readyz(well, lambda: "not understood")(_get(""))
    assert json.loads(bytes(amiss.body)) == {"status": "ready", "policy": "not understood"}
    refused = await readyz(down, lambda: "")(_get(""))
    assert refused.status_code == 503
    assert b"sesame" not in bytes(refused.body)
