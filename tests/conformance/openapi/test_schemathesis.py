"""Schemathesis holds the doors to their contract: requests within it, and requests against it.

What a door may refuse is in the contract with its codes, so an answer that no contract has, an
undocumented status or code and a 5xx are found; that no identifier invented at random is anybody's
is no finding.
"""

import json
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, given, settings
from schemathesis import Case, GenerationMode
from schemathesis.checks import CHECKS, load_all_checks

from tests.conformance.openapi.contract import generated
from tests.conformance.openapi.house import House

load_all_checks()


@schemathesis.serializer("application/x-ndjson")
def lines(_: schemathesis.SerializationContext, value: Any) -> bytes:
    """Return what stands for lines as octets."""
    if isinstance(value, bytes):
        return value
    text = value if isinstance(value, str) else json.dumps(value)
    return text.encode("utf-8", "surrogatepass")


CONTRACT = schemathesis.openapi.from_dict(generated())
CONFORMANCE = (
    "not_a_server_error",
    "status_code_conformance",
    "content_type_conformance",
    "response_headers_conformance",
    "response_schema_conformance",
)
OPERATIONS = {
    operation["operationId"]: (path, method)
    for path, methods in generated()["paths"].items()
    for method, operation in methods.items()
}
PLAIN = {"contracts.roots", "keys", "status-list", "token.metadata"}
"""They take nothing that could be malformed."""
EXAMPLES = 12
"""Requests of either kind at each operation."""


@pytest.mark.parametrize("name", OPERATIONS)
def test_requests_within_the_contract(house: House, name: str) -> None:
    """A door would fail, or answer what its contract does not say, to a well-formed request."""
    _hold(house, name, GenerationMode.POSITIVE, CONFORMANCE)


@pytest.mark.parametrize("name", sorted(OPERATIONS.keys() - PLAIN))
def test_requests_against_the_contract(house: House, name: str) -> None:
    """A door would fail at a malformed request, or take one for a sound one."""
    _hold(house, name, GenerationMode.NEGATIVE, (*CONFORMANCE, "negative_data_rejection"))


def _hold(house: House, name: str, mode: GenerationMode, names: tuple[str, ...]) -> None:
    path, method = OPERATIONS[name]
    operation = CONTRACT[path][method]
    checks = CHECKS.get_by_names(list(names))

    @settings(
        max_examples=EXAMPLES,
        derandomize=True,
        database=None,
        deadline=None,
        suppress_health_check=list(HealthCheck),
    )
    @given(operation.as_strategy(generation_mode=mode))
    def hold(case: Case) -> None:
        answer = case.call(base_url=house.origin, auth=house.asker(name), timeout=30)
        case.validate_response(answer, checks=checks)

    hold()
