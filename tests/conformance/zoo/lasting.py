"""What must pass: every level, in its time and long after."""

from datetime import timedelta

from signing.augment import add_validation_data
from tests.conformance.zoo.making import (
    ARCHIVED,
    LATER,
    LONG_AFTER,
    SOON,
    archived,
    issued,
    proven,
    stamped,
)
from tests.conformance.zoo.vectors import Vector
from tests.kit.forms import stamper_data
from tests.kit.nodes import TIMESTAMPS
from tests.kit.pki import NOW, world

_RENEWED = NOW + timedelta(days=900)


def _renewed() -> bytes:
    """Return B-LTA renewed by another TSA, with what judges the one before it."""
    younger = world().issue("Second TSA", TIMESTAMPS, ends=NOW + timedelta(days=3_000))
    judged = add_validation_data(archived(), stamper_data(world(), _RENEWED))
    return archived(judged, at=_RENEWED, tsa=younger)


def _unjudged() -> bytes:
    """Return B-LTA renewed without what judges the TSA of the first archive timestamp."""
    return archived(archived(), at=_RENEWED)


VECTORS = (
    Vector("good b-b", issued, SOON),
    Vector("good b-b a year on", issued, NOW + timedelta(days=364)),
    Vector("good b-t", stamped, SOON),
    Vector("good b-lt", proven, SOON),
    Vector("good b-lt a year on", proven, NOW + timedelta(days=364)),
    Vector("good b-lta", archived, ARCHIVED),
    Vector("good b-lta a year on", archived, LATER),
    Vector("good b-lta when the signer has long expired", archived, LONG_AFTER),
    Vector("good b-lta renewed", _renewed, NOW + timedelta(days=2_500)),
)
