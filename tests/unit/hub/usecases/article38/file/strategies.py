"""Acts of every kind with anything in them that they can have; they need follow no file."""

from datetime import UTC, date

from hypothesis import strategies as st

from hub.usecases.article38.assessment import Amount, Moved, fix
from hub.usecases.article38.file import acts, clearance_acts
from hub.usecases.article38.model import Obligation, Party
from schemas.canonical.certificate import CertificateType, certificate_number
from schemas.canonical.money import Rials
from schemas.canonical.status import ReasonCode
from tests.unit.hub.usecases.article38.facts import table
from tests.unit.hub.usecases.article38.file import kit
from tests.unit.hub.usecases.article38.strategies import CONTRACTS

DAYS = st.dates(date(1993, 5, 16), date(2050, 1, 1))
AMOUNTS = st.integers(0, 10**14).map(Rials)
TEXTS = st.sampled_from(["۱۴۰۵/۱۲", "s1", 'مدرک ندارد؛ "دوباره" بفرستید', "a b"])
NUMBERS = st.integers(1, 10**9).map(
    lambda serial: certificate_number(CertificateType.ARTICLE37, kit.TODAY, serial)
)
PERIODS = st.builds(acts.FiscalPeriod, DAYS, DAYS)
SOME_PERIODS = st.lists(PERIODS, max_size=3).map(tuple)
_MAYBE = st.none() | DAYS
_SAID = st.builds(acts.Correspondent, st.just(kit.workshop("9980000033")), DAYS)

TOLD_ACTS: st.SearchStrategy[acts.Told] = st.one_of(
    st.builds(
        acts.RowAllocated,
        st.just(kit.ROW),
        st.just(kit.BRANCH),
        _SAID,
        _SAID,
        st.just(kit.ALLOCATED.postal_code),
        TEXTS,
        DAYS,
    ),
    st.builds(acts.BasesFiled, st.sampled_from(acts.Stage), CONTRACTS, _MAYBE, SOME_PERIODS),
    st.just(acts.BasesConfirmed()),
    st.builds(acts.BasesRejected, TEXTS),
    st.builds(acts.SheetIssued, TEXTS, st.sampled_from(acts.SheetKind), AMOUNTS),
    st.builds(acts.Collected, TEXTS, AMOUNTS, DAYS),
    st.builds(acts.NoteIssued, st.sampled_from(acts.NoteForm), DAYS, _MAYBE),
    st.builds(acts.NoteNotified, st.sampled_from(acts.NoteForm), DAYS),
    st.builds(acts.Undertaken, PERIODS, DAYS),
    st.builds(acts.ReleaseAsked, AMOUNTS, DAYS),
    st.builds(acts.Objected, DAYS),
    st.builds(acts.Tabled, DAYS),
    st.builds(acts.Awarded, st.sampled_from(acts.Board), AMOUNTS, DAYS),
    st.builds(acts.Appealed, st.sampled_from(Party), DAYS),
    st.builds(clearance_acts.ReissueAllowed, NUMBERS, TEXTS),
)

_FIXED = [fix(one, table(), kit.TODAY) for one in (kit.facts(), kit.uninspected_facts())]
_WHY = st.sampled_from(ReasonCode)
_SINCE = st.datetimes(timezones=st.just(UTC))
_OWED = st.builds(Amount, *[AMOUNTS] * 5)
_MOVED = st.lists(
    st.builds(Moved, st.just("a"), st.sampled_from(["", "N14"]), st.sampled_from(["", "N4"])),
    max_size=2,
).map(tuple)
_CODES = st.lists(st.sampled_from([*table().obligations]), max_size=3).map(tuple)
_OBLIGATIONS: list[tuple[Obligation, ...]] = [one.obligations for _, one in _FIXED]

OWN_ACTS: st.SearchStrategy[acts.Own] = st.one_of(
    st.builds(
        acts.CoefficientFixed,
        st.sampled_from([one for one, _ in _FIXED]),
        st.sampled_from(_OBLIGATIONS),
    ),
    st.builds(
        acts.PremiumCalculated,
        st.sampled_from(acts.Stage),
        _MAYBE,
        _OWED,
        _MOVED,
        _CODES,
        SOME_PERIODS,
    ),
    st.builds(acts.ClearanceIssued, NUMBERS, st.sampled_from(acts.Stage), _MAYBE, AMOUNTS, DAYS),
    st.builds(clearance_acts.ClearanceNotified, st.sampled_from(Party), NUMBERS, DAYS),
    st.builds(clearance_acts.ClearanceSuspended, NUMBERS, _WHY, _SINCE),
    st.builds(clearance_acts.ClearanceReinstated, NUMBERS, _WHY, _SINCE),
    st.builds(clearance_acts.ClearanceRevoked, NUMBERS, _WHY, _SINCE),
    st.builds(clearance_acts.ClearanceReplaced, NUMBERS, NUMBERS, _WHY, _SINCE),
)
