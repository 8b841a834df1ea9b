"""From B-B to B-LTA: each step adds, none changes."""

from datetime import timedelta
from itertools import pairwise

import pytest

from schemas.canonical.validation import Level, ValidationData
from signing.pades import add_validation_data, prepare_timestamp, room_for
from signing.verify.pdf import level_of
from signing.verify.report import Refused
from tests.conformance.pades.forms import LATER, PROVEN, forms, stamp
from tests.kit.pki import world


def test_each_level_begins_with_the_one_before_it() -> None:
    """The signed revision would change, or a time stamp would cover something else."""
    levels = list(forms().by_level.values())
    assert all(later.startswith(earlier) for earlier, later in pairwise(levels))
    assert [level_of(one) for one in levels] == list(Level)


def test_what_the_store_holds_is_not_added_again() -> None:
    """The document would grow with every turn of the worker."""
    proven = forms().by_level[Level.B_LT]
    data = world().validation_data(PROVEN)
    twice = ValidationData(data.certificates * 2, data.ocsp_responses, data.crls)
    kept = add_validation_data(forms().by_level[Level.B_T], twice)
    assert add_validation_data(kept, data) == kept
    assert add_validation_data(proven, ValidationData()) == proven
    assert (
        kept.count(data.certificates[0])
        == forms().by_level[Level.B_T].count(data.certificates[0]) + 1
    )


def test_data_without_a_time_stamp_make_no_lasting_level() -> None:
    """A form would be called B-LT that does not prove when it was signed."""
    issued = forms().by_level[Level.B_B]
    stored = add_validation_data(issued, world().validation_data(PROVEN))
    assert level_of(stored) is Level.B_B


def test_a_second_year_stays_at_the_highest_level() -> None:
    """The yearly archive time stamp would have to begin anew."""
    data = world().validation_data(LATER + timedelta(days=365))
    again = add_validation_data(forms().by_level[Level.B_LTA], data)
    assert level_of(again) is Level.B_LTA
    assert level_of(stamp(again, world(), LATER + timedelta(days=366))) is Level.B_LTA


def test_the_room_for_a_token_is_that_of_a_real_one() -> None:
    """The place kept would be a guess: too small now and then, or far too large always."""
    issued = forms().by_level[Level.B_B]
    probe = world().token(bytes(32), LATER)
    pending = prepare_timestamp(issued, room=room_for(probe))
    stamped = pending.finish(world().token(pending.digest, LATER))
    assert level_of(stamped) is Level.B_T
    assert len(stamped) < len(forms().by_level[Level.B_T])


def test_a_token_that_does_not_fit_says_so() -> None:
    """A token would be cut off, or overwrite what follows it."""
    pending = prepare_timestamp(forms().by_level[Level.B_B], room=16)
    with pytest.raises(ValueError, match="17 octets do not fit"):
        pending.finish(bytes(17))


@pytest.mark.parametrize("data", [b"", b"%PDF-1.7\n", b"x" * 100])
def test_what_is_not_signed_has_no_level(data: bytes) -> None:
    """An unsigned page would be stored as a signed one."""
    for one in (data, forms().page):
        with pytest.raises(Refused):
            level_of(one)
