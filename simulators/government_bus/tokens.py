"""The public bus's tokens: a password grant, refresh tokens good for once, and an end to each."""

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from hashlib import sha256

USER, PASSWORD = "hub", "bus-sandbox"


class Tokens:
    """Who is admitted, and until when; ``lifetime`` is in seconds, ``now`` tells UTC.

    The tokens of a seed are always the same, in their order.
    """

    def __init__(self, seed: int, now: Callable[[], datetime], lifetime: int) -> None:
        self._seed = seed
        self._now = now
        self._lifetime = lifetime
        self.granted: list[str] = []
        self._until: dict[str, datetime] = {}
        self._refresh: set[str] = set()

    def grant(self, form: Mapping[str, str]) -> dict[str, str | int] | None:
        """Return the token reply to ``form``; None where it grants nothing (RFC 6749, 5.2)."""
        match form:
            case {"grant_type": "password", "username": user, "password": password}:
                admitted = (user, password) == (USER, PASSWORD)
            case {"grant_type": "refresh_token", "refresh_token": refresh}:
                admitted = refresh in self._refresh
                self._refresh.discard(refresh)
            case _:
                admitted = False
        if not admitted:
            return None
        self.granted.append(form["grant_type"])
        return self._made()

    def holds(self, token: str) -> bool:
        """Tell whether a token was granted here and has not ended."""
        return token in self._until and self._now() < self._until[token]

    def revoke(self) -> None:
        """Let no token hold any more, nor any refresh token."""
        self._until.clear()
        self._refresh.clear()

    def forget(self) -> None:
        """Be as at the start."""
        self.revoke()
        self.granted.clear()

    def _made(self) -> dict[str, str | int]:
        """Return a token reply (RFC 6749, 5.1)."""
        token = sha256(f"{self._seed} {len(self.granted)}".encode()).hexdigest()
        refresh = token[::-1]
        self._until[token] = self._now() + timedelta(seconds=self._lifetime)
        self._refresh.add(refresh)
        return {
            "access_token": token,
            "refresh_token": refresh,
            "token_type": "Bearer",
            "expires_in": self._lifetime,
            "scope": "default",
        }
