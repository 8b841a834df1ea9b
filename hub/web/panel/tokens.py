"""The token in an operator's browser: its cookie, its digest, and the mark of his forms; pure.

One random token stands in a cookie from the sign-in page on, and another one takes its place when
somebody has signed in, so a token that was planted beforehand is worth nothing. The mark of a form
is an HMAC of the token (OWASP: synchronizer tokens bound to the session), so nothing more is kept.
"""

import hmac
import re
from base64 import urlsafe_b64encode
from dataclasses import dataclass
from hashlib import sha256
from ipaddress import ip_address
from typing import Final
from urllib.parse import urlsplit

from starlette.requests import Request
from starlette.responses import Response

TOKEN_OCTETS: Final = 32
_FORM: Final = re.compile("[A-Za-z0-9_-]{43}")
_PURPOSE: Final = b"peyvand panel form"


@dataclass(frozen=True, slots=True)
class Cookie:
    """The one cookie of the panel; ``secure`` but on a loopback address, where there is no TLS."""

    secure: bool

    @property
    def name(self) -> str:
        """Its name; with the prefix that ties it to this host and to TLS (RFC 6265bis)."""
        return "__Host-panel" if self.secure else "panel"

    def token_in(self, request: Request) -> str | None:
        """Return the token that a browser sent; None for none, and for what is not one."""
        found = request.cookies.get(self.name, "")
        return found if _FORM.fullmatch(found) else None

    def give(self, response: Response, token: str) -> None:
        """Have the browser keep a token until it is closed, out of reach of scripts and sites."""
        response.set_cookie(
            self.name, token, path="/", secure=self.secure, httponly=True, samesite="strict"
        )

    def take(self, response: Response) -> None:
        """Have the browser forget the token."""
        response.delete_cookie(
            self.name, path="/", secure=self.secure, httponly=True, samesite="strict"
        )


def cookie_for(public_url: str) -> Cookie:
    """Return the cookie of a hub that is addressed so: secure unless that is on loopback."""
    parts = urlsplit(public_url)
    return Cookie(secure=parts.scheme == "https" or not _loopback(parts.hostname or ""))


def token_of(octets: bytes) -> str:
    """Return a token of 32 random octets."""
    return urlsafe_b64encode(octets).decode().rstrip("=")


def digest_of(token: str) -> bytes:
    """Return what the store knows a token by."""
    return sha256(token.encode()).digest()


def mark_of(token: str) -> str:
    """Return what a form of this token's browser bears."""
    return hmac.new(token.encode(), _PURPOSE, sha256).hexdigest()


def bears(mark: str, token: str) -> bool:
    """Tell whether a form came from a page that this token's browser was given."""
    return hmac.compare_digest(mark.encode(), mark_of(token).encode())


def _loopback(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False
