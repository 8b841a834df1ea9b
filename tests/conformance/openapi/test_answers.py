"""What doors answer when all is well is what the contract says, to the last member and header."""

import re
from dataclasses import dataclass
from uuid import uuid4

import pytest
import requests
import schemathesis
from schemathesis.core.failures import Failure

from hub.api.openapi.examples import recorded
from tests.conformance.openapi.contract import generated
from tests.conformance.openapi.house import House

CONTRACT = schemathesis.openapi.from_dict(generated())
METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE")


@dataclass(frozen=True)
class Case:
    """A case of a notary's: its id, and the number and access code of its certificate."""

    id: str
    number: str
    code: str


@pytest.fixture(scope="module")
def case(house: House) -> Case:
    """Give a case that was answered with a certificate."""
    opened = requests.post(
        f"{house.origin}/v1/article37/inquiries",
        json=recorded()["article37.inquire"]["request"],
        headers={"Idempotency-Key": str(uuid4())},
        auth=house.asker("article37.inquire"),
        timeout=30,
    )
    said = opened.json()
    certificate = said["certificate"]
    return Case(said["case_id"], certificate["number"], certificate["access_code"])


def held(answer: requests.Response, path: str, method: str, status: int) -> None:
    """Hold an answer to the contract of its operation."""
    assert answer.status_code == status, answer.text
    CONTRACT[path][method].validate_response(answer)


@pytest.mark.parametrize("ending", ["", ".xml", ".pdf", ".qr", "/status"])
def test_an_issued_certificate(house: House, case: Case, ending: str) -> None:
    """The form of a certificate would not be what a consumer's programme was made for."""
    url = f"{house.origin}/v1/certificates/{case.number}{ending}"
    asked = {"code": case.code} if ending.startswith(".") else {}
    answer = requests.get(url, params=asked, timeout=30)
    held(answer, f"/v1/certificates/{{number}}{ending}", "get", 200)
    if tag := answer.headers.get("etag"):
        again = requests.get(url, params=asked, headers={"If-None-Match": tag}, timeout=30)
        held(again, f"/v1/certificates/{{number}}{ending}", "get", 304)


def test_an_answered_case(house: House, case: Case) -> None:
    """Whoever asks for his case again would get what the contract does not have."""
    path, asker = "/v1/article37/inquiries/{case_id}", house.asker("article37.recall")
    url = f"{house.origin}{path.format(case_id=case.id)}"
    answer = requests.get(url, auth=asker, timeout=30)
    held(answer, path, "get", 200)
    tag = {"If-None-Match": answer.headers["etag"]}
    held(requests.get(url, auth=asker, headers=tag, timeout=30), path, "get", 304)


def test_a_case_that_waits(house: House) -> None:
    """An answer that is due later would not be what the contract says of it."""
    asked = recorded()["article37.inquire"]["request"]
    gone = asked | {"workshop": {"registered": {"workshop_id": "9900000099", "branch": "0210"}}}
    answer = requests.post(
        f"{house.origin}/v1/article37/inquiries",
        json=gone,
        headers={"Idempotency-Key": str(uuid4())},
        auth=house.asker("article37.inquire"),
        timeout=30,
    )
    held(answer, "/v1/article37/inquiries", "post", 202)


def test_the_same_key_for_another_request(house: House) -> None:
    """What is refused under a used key would not be in the contract."""
    asked, key = recorded()["article37.inquire"]["request"], {"Idempotency-Key": str(uuid4())}
    path = "/v1/article37/inquiries"
    for number, status in (("1405/1", 201), ("1405/2", 422)):
        answer = requests.post(
            f"{house.origin}{path}",
            json=asked | {"request_number": number},
            headers=key,
            auth=house.asker("article37.inquire"),
            timeout=30,
        )
        held(answer, path, "post", status)


def test_the_judge_finds_what_is_not_in_the_contract(house: House) -> None:
    """A judge that passes everything would be no witness."""
    document, path = generated(), "/v1/article37/inquiries/{case_id}"
    problem = document["paths"][path]["get"]["responses"]["404"]["content"]
    schema = problem["application/problem+json"]["schema"]
    schema["allOf"][1]["properties"]["code"] = {"enum": ["case.other"]}
    asker = house.asker("article37.recall")
    answer = requests.get(f"{house.origin}{path.format(case_id=uuid4())}", auth=asker, timeout=30)
    held(answer, path, "get", 404)
    judge = schemathesis.openapi.from_dict(document)[path]["get"]
    with pytest.raises(Failure, match=r"case\.unknown"):
        judge.validate_response(answer)


def test_a_token(house: House) -> None:
    """The token's answer would not be what the contract says."""
    asker = house.consumers["notary-offices"]
    url = f"{house.origin}/oauth2/token"
    answer = requests.post(url, data=asker.form(house.origin), headers=asker.proof(url), timeout=30)
    held(answer, "/oauth2/token", "post", 200)


OF_A_REGISTER = re.compile("/v1/contracts/[^/]+/[^/]+")
"""A register may call a contract like a door, and is not kept from putting it."""


@pytest.mark.parametrize("path", [*generated()["paths"]])
def test_another_method(house: House, path: str) -> None:
    """An address would take a method that its contract does not have."""
    known = {one.upper() for one in generated()["paths"][path]}
    if OF_A_REGISTER.fullmatch(path):
        known.add("PUT")
    named = {"number": "37-1405-0000000001-6", "case_id": uuid4(), "ocid": "ocds-peyvnd-1"}
    named["receipt_id"] = uuid4()
    for method in sorted({*METHODS} - known):
        url = house.origin + path.format(**named, source="tax_authority", source_id="1")
        answer = requests.request(method, url, timeout=30)
        assert answer.status_code == 405, method
        assert known <= {one.strip() for one in answer.headers["allow"].split(",")}
