"""Lines of the register held against drawn receipts: what agrees agrees, and nothing else does."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from functools import partial

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from hub.evidence.leaf import leaf_of
from hub.evidence.register import Difference, differences
from schemas.canonical.disclosure import Basis, Disclosed, Line, Telling
from schemas.canonical.evidence import Leaf, LeafKind
from schemas.canonical.receipt import Receipt
from signing.profile import prepare_receipt
from tests.unit.signing.test_read_receipt import receipts

SALT = bytes(range(32))
Kept = tuple[Leaf, tuple[Line, ...]]
Change = Callable[[Disclosed], Disclosed]


@st.composite
def kept(draw: st.DrawFn) -> Kept:
    """Draw a receipt's leaf, and the lines from which it was made."""
    receipt: Receipt = draw(receipts().filter(lambda one: one.disclosed))
    plain = tuple(
        replace(one, asked=replace(one.asked, subject=f"national-id:{number:010}"))
        for number, one in enumerate(receipt.disclosed)
    )
    hidden = replace(receipt, disclosed=tuple(one.under(SALT) for one in plain))
    kind = LeafKind.RECEIPT if receipt.case_id else LeafKind.DISCLOSURE
    leaf = leaf_of(kind, receipt.id, prepare_receipt(hidden).xml, SALT)
    instant = receipt.received_at + timedelta(microseconds=draw(st.integers(0, 999_999)))
    lines = [Line(receipt.consumer, instant, one) for one in plain]
    return leaf, tuple(draw(st.permutations(lines)))


def asked(**changes: object) -> Change:
    """Return a change of what was asked."""
    return lambda one: replace(one, asked=replace(one.asked, **changes))  # type: ignore[arg-type]


_CHANGES: dict[str, Change] = {
    "task": asked(task="another"),
    "purpose": asked(purpose="another"),
    "agreement": asked(basis=Basis(bytes(32), "another article")),
    "asked": asked(fields=("another.field",)),
    "told": lambda one: replace(one, told={**one.told, "another.field": "whole"}),
    "withheld": lambda one: replace(one, withheld=(*one.withheld, "another.field")),
    "reason": lambda one: replace(one, reason="another"),
    "outcome": lambda one: replace(
        one, outcome=next(each for each in Telling if each is not one.outcome)
    ),
}


@settings(max_examples=25)
@given(kept())
def test_what_was_written_together_agrees(found: Kept) -> None:
    """A register that nobody touched would be called incomplete."""
    assert [*differences(*found)] == []


@settings(max_examples=25)
@given(kept(), st.data())
def test_a_line_that_is_missing_is_named(found: Kept, data: st.DataObject) -> None:
    """Who asked could be made to never have asked."""
    leaf, lines = found
    gone = data.draw(st.sampled_from(lines))
    left = [one for one in lines if one is not gone]
    provider = gone.disclosed.asked.provider
    assert [*differences(leaf, left)] == [Difference("line.missing", provider)]


@settings(max_examples=25)
@given(kept(), st.data())
def test_a_line_too_many_is_named(found: Kept, data: st.DataObject) -> None:
    """Somebody could be said to have asked who never did."""
    leaf, lines = found
    one = data.draw(st.sampled_from(lines))
    other = replace(one, disclosed=asked(subject="legal-id:1")(one.disclosed))
    provider = one.disclosed.asked.provider
    assert [*differences(leaf, [*lines, other])] == [Difference("line.surplus", provider)]
    assert Difference("line.surplus", provider) in [*differences(leaf, [*lines, one])]


@settings(max_examples=25)
@given(kept(), st.sampled_from(sorted(_CHANGES)), st.data())
def test_a_line_that_says_otherwise_is_named(found: Kept, what: str, data: st.DataObject) -> None:
    """Something else could be said to have been told, or by another right."""
    leaf, lines = found
    place = data.draw(st.integers(0, len(lines) - 1))
    one = lines[place]
    changed = _CHANGES[what](one.disclosed)
    assume(changed != one.disclosed)
    told = [*lines[:place], replace(one, disclosed=changed), *lines[place + 1 :]]
    provider = one.disclosed.asked.provider
    assert [*differences(leaf, told)] == [Difference(f"line.{what}", provider)]


@settings(max_examples=25)
@given(kept(), st.integers(0), st.integers(1, 255))
def test_an_octet_of_a_receipt_that_changed_is_found(found: Kept, at: int, by: int) -> None:
    """The register could be made complete by changing what proves it."""
    leaf, lines = found
    place = at % len(leaf.document)
    octets = bytearray(leaf.document)
    octets[place] ^= by
    changed = replace(leaf, document=bytes(octets))
    assert Difference("evidence.commitment") in [*differences(changed, lines)]


@settings(max_examples=25)
@given(kept())
def test_another_kind_of_evidence_has_no_lines(found: Kept) -> None:
    """A line could be laid beside a policy, and pass for one with a receipt."""
    leaf, lines = found
    other = leaf_of(LeafKind.POLICY, leaf.document_id, leaf.document, SALT)
    surplus = partial(Difference, "line.surplus")
    assert [*differences(other, lines)] == [surplus(one.disclosed.asked.provider) for one in lines]
