"""The one gate between a proven sender and what the hub does: nothing passes but what is agreed.

Pure: the policy in force and the instant are arguments.
"""

from collections.abc import Iterable
from datetime import datetime

from hub.errors import NotPermitted
from hub.policy.agreements_disclose import Grant
from hub.policy.agreements_model import Delivery, Key, Task, Transform
from hub.policy.fields import Kind
from hub.policy.in_force import InForce
from hub.policy.passports import Need
from schemas.canonical.case import Allowance, AuthorizedRequest, InboundRequest
from schemas.canonical.disclosure import Agreed, Basis

SERVICE_UNKNOWN = "service.unknown"


def authorize(request: InboundRequest, rules: InForce) -> AuthorizedRequest:
    """Return an inquiry of a use case as an allowed one, at the instant it was received.

    What the use case needs stands in its passport, and its answer states all of that in its own
    words: every need is covered by an agreement with the consumer, and nothing less than what the
    answer states will do. Raises `NotPermitted`.
    """
    passport = rules.passport(request.duty)
    if passport is None or not passport.needs:
        raise NotPermitted(SERVICE_UNKNOWN)
    task = Task("use_case", request.duty)
    grants = []
    for need in passport.needs:
        key = Key(request.consumer.code, task, need.purpose, need.agency)
        grant = permit(key, rules, signed=request.signed, at=request.received_at)
        check_states_all(grant, need)
        grants.append(grant)
    return AuthorizedRequest(
        request, rules.version, tuple(agreed(one) for one in grants), allowances(grants)
    )


def permit(
    key: Key,
    rules: InForce,
    *,
    signed: bool,
    at: datetime,
    delivery: Delivery | None = Delivery.INQUIRY,
) -> Grant:
    """Return the grant under which a request may be put to a provider at an instant.

    ``signed`` says that its sender cannot deny it, ``delivery`` how it is put; None where either
    way will do. Raises `NotPermitted`: ``service.unknown``, ``purpose.unknown`` and
    ``purpose.other-service`` before ``agreement.none``, those of `Agreements.grant`,
    ``agreement.delivery`` for an agreement of the other way, and ``agreement.signature``.
    """
    try:
        grant = rules.agreements.grant(key, at)
    except NotPermitted as denied:
        if denied.code != "agreement.none":
            raise
        raise NotPermitted(rules.why_none(key.task.code, key.purpose)) from None
    if delivery is not None and grant.agreement.delivery is not delivery:
        raise NotPermitted("agreement.delivery")
    if grant.agreement.signed and not signed:
        raise NotPermitted("agreement.signature")
    return grant


def agreed(grant: Grant) -> Agreed:
    """Return a grant as a case and a receipt keep it."""
    one = grant.agreement
    return Agreed(one.key.provider, one.key.purpose, basis(grant))


def basis(grant: Grant) -> Basis:
    """Return what a disclosure under a grant stands on."""
    return Basis(bytes.fromhex(grant.digest), grant.agreement.article)


def allowances(grants: Iterable[Grant]) -> tuple[Allowance, ...]:
    """Return how often may be asked under each of the grants, in the order of their words."""
    found = {
        one.agreement.key.words: Allowance(one.agreement.key.words, *one.agreement.quota)
        for one in grants
    }
    return tuple(found[words] for words in sorted(found))


def check_states_all(grant: Grant, need: Need) -> None:
    """Raise `NotPermitted` unless a grant lets every needed field be stated as it is."""
    for name in need.fields:
        if (teller := grant.tellers.get(name)) is None:
            raise NotPermitted("agreement.field", field=name)
        whole = grant.agreement.fields[name] is Transform.WHOLE
        if not whole and teller[0] is not Kind.FLAG:
            raise NotPermitted("agreement.field", field=name)
