"""Every named vector gets the verdict of EN 319 102-1 that stands beside it."""

import pytest

from signing.verify import Report, verify_document
from signing.verify.report import Indication
from tests.conformance.zoo import lasting, revoked, signers, stampers, statements, tampered, told
from tests.conformance.zoo.vectors import Vector

VECTORS = (
    *lasting.VECTORS,
    *signers.VECTORS,
    *stampers.VECTORS,
    *revoked.VECTORS,
    *statements.VECTORS,
    *tampered.VECTORS,
    *told.VECTORS,
)


def outcome(vector: Vector) -> Report:
    return verify_document(vector.build(), policy=vector.policy, at=vector.at)


@pytest.mark.parametrize("vector", VECTORS, ids=lambda one: one.name.replace(" ", "-"))
def test_each_vector_gets_its_verdict(vector: Vector) -> None:
    """A signature that proves nothing would pass, or one that lasts would be thrown away."""
    report = outcome(vector)
    last = report.checks[-1]
    failed = None if last.ok else last.name
    assert (failed, report.sub_indication) == (vector.check, vector.sub), last
    assert (report.indication is Indication.TOTAL_PASSED) == (vector.sub is None)
    assert (report.found is None) == (vector.sub is not None)
    if vector.detail is not None:
        assert last.detail == vector.detail


def test_names_are_names() -> None:
    """A verdict would be looked up under the wrong vector."""
    names = [vector.name for vector in VECTORS]
    assert len(set(names)) == len(names)
