"""Why a signed message is refused: stable codes, each with its fault of the standards."""

from typing import Final

from lxml.etree import QName

from schemas.soap import WSA, WSSE, WSU

_INVALID: Final = QName(WSSE, "InvalidSecurity")
_TOKEN: Final = QName(WSSE, "InvalidSecurityToken")
_ALGORITHM: Final = QName(WSSE, "UnsupportedAlgorithm")
_AUTHENTICATION: Final = QName(WSSE, "FailedAuthentication")
_CHECK: Final = QName(WSSE, "FailedCheck")
_EXPIRED: Final = QName(WSU, "MessageExpired")
_ADDRESSING: Final = QName(WSA, "InvalidAddressingHeader")

FAULTS: Final = {
    "wss.security-header": _INVALID,
    "wss.actor": _INVALID,
    "wss.foreign-header": _INVALID,
    "wss.duplicate-id": _INVALID,
    "wss.ambiguous-id": _INVALID,
    "wss.timestamp": _INVALID,
    "wss.signature-shape": _INVALID,
    "wss.key-info": _INVALID,
    "wss.reference": _INVALID,
    "wss.body-not-signed": _INVALID,
    "wss.timestamp-not-signed": _INVALID,
    "wss.addressing-not-signed": _INVALID,
    "wss.extra-reference": _INVALID,
    "wss.created-in-future": _INVALID,
    "wss.lifetime": _INVALID,
    "wss.expired": _EXPIRED,
    "wss.algorithm": _ALGORITHM,
    "wss.transform": _ALGORITHM,
    "wss.token": _TOKEN,
    "wss.certificate-validity": _TOKEN,
    "wss.unknown-certificate": _AUTHENTICATION,
    "wss.signature": _CHECK,
    "wss.digest": _CHECK,
    "wsa.missing": QName(WSA, "MessageAddressingHeaderRequired"),
    "wsa.invalid": _ADDRESSING,
    "wsa.only-anonymous": QName(WSA, "OnlyAnonymousAddressSupported"),
}
"""Code -> fault of Web Services Security 1.1 (section 12) or WS-Addressing 1.0 SOAP (6.4)."""


class MessageRefused(ValueError):
    """A message is not what its sender is bound by.

    ``code`` is a key of `FAULTS` and ``fault`` its qualified name, the subcode of a SOAP fault.
    Nothing of the message stands in it, so it can be logged and answered.
    """

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code
        self.fault = FAULTS[code]
