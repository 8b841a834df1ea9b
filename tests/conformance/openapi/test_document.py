"""The document is sound, is the published one, and leaves no door out."""

from copy import deepcopy

from openapi_spec_validator import OpenAPIV31SpecValidator

from tests.conformance.openapi.contract import PUBLISHED, RENEW, generated, published, write


def test_openapi_3_1() -> None:
    """Tools that consumers make their clients with would not read it."""
    assert [str(one) for one in OpenAPIV31SpecValidator(generated()).iter_errors()] == []


def test_the_validator_finds_what_is_wrong() -> None:
    """A validator that finds nothing in anything would be no witness."""
    broken = deepcopy(generated())
    broken["paths"]["/v1/keys"]["get"]["responses"]["200"]["description"] = 1
    assert list(OpenAPIV31SpecValidator(broken).iter_errors())


def test_what_is_made_is_what_is_published() -> None:
    """Consumers would hold to a contract that the doors do not keep any more.

    A change on purpose: PEYVAND_UPDATE_SNAPSHOTS=1 writes it, and the changelog says it.
    """
    if RENEW:
        write(PUBLISHED, generated())
    assert generated() == published()


def test_every_refusal_is_in_words() -> None:
    """A consumer's developer would meet a code that the contract does not explain."""
    document = generated()
    examples = document["components"]["examples"]
    for methods in document["paths"].values():
        for operation in methods.values():
            for response in operation["responses"].values():
                content = response.get("content", {}).get("application/problem+json", {})
                for code in content.get("examples", {}):
                    told = examples[code]["value"]
                    assert told["title"] != told["title_fa"]
                    assert code in response["description"]
