"""What a receipt must be before a key touches it: the rules that its schema cannot say."""

import re
from collections.abc import Iterator

from schemas.canonical.disclosure import Disclosed, Telling, is_nobody
from schemas.canonical.receipt import Receipt, ReceiptState

_DIGEST_SIZE = 32
_HIDDEN = re.compile("sha256:[0-9a-f]{64}")
_NOTHING_SAID = frozenset({ReceiptState.REFUSED, ReceiptState.UNANSWERED})


def broken_rules(receipt: Receipt) -> Iterator[str]:
    """Yield the stable codes of the rules that ``receipt`` breaks; they hold nothing of it.

    An instant without a zone is the only one yielded, since nothing can be compared with it.
    """
    if _has_naive_instant(receipt):
        yield "instant.naive"
        return
    yield from _broken_course(receipt)
    yield from _broken_state(receipt)
    asked = {(one.asked.provider, one.asked.subject) for one in receipt.disclosed}
    if len(asked) != len(receipt.disclosed):
        yield "receipt.disclosed-twice"
    for one in receipt.disclosed:
        yield from _broken_disclosure(one)


def _has_naive_instant(receipt: Receipt) -> bool:
    """Tell whether an instant has no zone."""
    instants = [receipt.received_at, receipt.due_at, receipt.answered_at]
    instants += [one.as_of for one in receipt.disclosed]
    return any(one is not None and one.tzinfo is None for one in instants)


def _broken_course(receipt: Receipt) -> Iterator[str]:
    """Yield what is wrong with the case, its times and the digests."""
    due = receipt.due_at
    if (receipt.case_id is None) != (due is None):
        yield "receipt.case"
    if due is not None and due <= receipt.received_at:
        yield "receipt.due"
    if receipt.answered_at < receipt.received_at:
        yield "receipt.answered-at"
    if len(receipt.request_digest) != _DIGEST_SIZE:
        yield "receipt.request-digest"
    if receipt.answer_digest is not None and len(receipt.answer_digest) != _DIGEST_SIZE:
        yield "receipt.answer-digest"


def _broken_state(receipt: Receipt) -> Iterator[str]:
    """Yield where the state says otherwise than the rest: what is pending is a case and due.

    A case is never refused or left unanswered, and then nothing is told, though of several
    providers one may have answered.
    """
    state = receipt.state
    if (state is ReceiptState.ANSWERED) != (receipt.answer_digest is not None):
        yield "receipt.state"
    unfit = {ReceiptState.PENDING} if receipt.case_id is None else _NOTHING_SAID
    if state in unfit:
        yield "receipt.state-of-case"
    if state in _NOTHING_SAID and any(one.told for one in receipt.disclosed):
        yield "receipt.told"


def _broken_disclosure(one: Disclosed) -> Iterator[str]:
    """Yield what is wrong with one disclosure; whoever it is about is hidden."""
    asked, refused = one.asked, one.outcome is Telling.REFUSED
    if _HIDDEN.fullmatch(asked.subject) is None and not is_nobody(asked.subject):
        yield "disclosure.subject"
    if asked.basis is None and not refused:
        yield "disclosure.agreement"
    if asked.basis is not None and len(asked.basis.agreement) != _DIGEST_SIZE:
        yield "disclosure.agreement-digest"
    if refused != (one.reason is not None):
        yield "disclosure.reason"
    if one.told and one.outcome is not Telling.TOLD:
        yield "disclosure.told"
    if one.told.keys() & set(one.withheld):
        yield "disclosure.told-and-withheld"
    if any(len(set(names)) != len(names) for names in (asked.fields, one.withheld)):
        yield "disclosure.field-twice"
