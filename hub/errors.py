"""The hub's own refusals: what is wrong with a request, in no protocol's words.

``api.problems`` alone turns one into a SOAP Fault. No message carries a value of the request.
"""

from collections.abc import Mapping, Sequence


class Refusal(Exception):
    """Base of every refusal: ``code`` is stable, ``field`` and ``rule`` name what was broken.

    ``receipt`` is the signed receipt (XML) of one that is kept as evidence.
    """

    code = "request.refused"
    receipt: bytes | None = None

    def __init__(self, rule: str | None = None, *, field: str | None = None) -> None:
        super().__init__(": ".join(part for part in (self.code, field, rule) if part))
        self.field = field
        self.rule = rule


class InvalidRequest(Refusal):
    """A field of the request breaks its rule, though the document is well formed."""

    code = "request.invalid"


class SchemaViolation(Refusal):
    """The request does not follow the published contract."""

    code = "request.schema"


class UnknownOperation(Refusal):
    """There is no such operation here, or it is not the one the message says it is."""

    code = "request.operation"


class WrongAddressee(Refusal):
    """The message was signed for another address."""

    code = "request.addressee"


class NotPermitted(Refusal):
    """No agreement lets this consumer be told this, now; ``code`` says what is missing.

    ``field`` names what it is about: a field of a provider, or the member of the request.
    ``receipt`` is the signed receipt (XML) of the refusal, once it is kept.
    """

    def __init__(self, code: str, *, field: str | None = None) -> None:
        self.code = code
        self.receipt: bytes | None = None
        super().__init__(field=field)


class QuotaSpent(NotPermitted):
    """The agreement's quota is spent; ``retry_after`` seconds on, asking may help.

    ``window`` names what is spent, and no later window: the agreement's words, and the end of the
    minute or day.
    """

    def __init__(self, retry_after: int, window: str = "") -> None:
        super().__init__("agreement.quota")
        self.retry_after = retry_after
        self.window = window


class ProviderSilent(Refusal):
    """A provider gave no usable answer to a lookup, and nothing was told; ``field`` names it.

    ``broken`` when it answered against its contract. ``receipt`` is that of the question.
    """

    def __init__(self, provider: str, *, broken: bool, receipt: bytes) -> None:
        self.code = "provider.broke-contract" if broken else "provider.silent"
        super().__init__(field=provider)
        self.receipt = receipt


class IdentityRefused(Refusal):
    """Who asks has not proven who he is.

    ``token-expired`` has the code ``identity.token-expired``: its first word is what does not hold,
    the rest is the rule that it breaks (``identity.expired``).
    """

    code = "identity.refused"

    def __init__(self, why: str | None = None, *, field: str | None = None) -> None:
        self.what, _, rule = (why or "").partition("-")
        if why:
            self.code = f"identity.{why}"
        super().__init__(f"identity.{rule}" if rule else None, field=field)


class MessageReplayed(Refusal):
    """This very signed message has been here already."""

    code = "message.replayed"


class MessageIdReused(Refusal):
    """The MessageID was used before, for another request."""

    code = "message.id-reused"


class UnknownCase(Refusal):
    """The consumer has no case with this number."""

    code = "case.unknown"


class UnknownContract(Refusal):
    """There is no shared contract of this name."""

    code = "contract.unknown"


class UnknownReceipt(Refusal):
    """The consumer has no receipt with this number."""

    code = "receipt.unknown"


class ContractInvalid(Refusal):
    """A contract breaks rules; ``problems`` names each with its field and its words."""

    code = "contract.invalid"

    def __init__(
        self,
        rule: str | None = None,
        *,
        field: str | None = None,
        problems: Sequence[Mapping[str, str]] = (),
    ) -> None:
        super().__init__(rule, field=field)
        self.problems = [*problems]


class RevisionReused(Refusal):
    """A register has said something else under this revision of a contract."""

    code = "contract.revision-reused"


class BelowCleared(Refusal):
    """A contract would come to less than the gross turnover that was cleared of it."""

    code = "contract.below-cleared"


class ContractCleared(Refusal):
    """A contract that has a clearance under Article 38 is not withdrawn."""

    code = "contract.cleared"


class NotCurrent(Refusal):
    """What a write was built on is not current any more."""

    code = "contract.not-current"


class UnknownCertificate(Refusal):
    """No certificate was issued under this number."""

    code = "certificate.unknown"


class AccessCodeWrong(Refusal):
    """The document's access code is missing or another one; or there is no such document."""

    code = "certificate.code"


class NoStatusList(Refusal):
    """No status list has been published yet."""

    code = "status.no-list"


class NotLawful(Refusal):
    """An act on a certificate that its status does not allow; ``rule`` says why."""

    code = "status.not-lawful"


class HubUnavailable(Refusal):
    """The hub can keep nothing at the moment, so it accepts nothing."""

    code = "hub.unavailable"


class Misconfigured(Exception):
    """The settings cannot make a hub; the message names the setting and what is wrong with it."""
