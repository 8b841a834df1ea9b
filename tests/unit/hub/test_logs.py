"""Logs: one line of JSON a record, with its own facts and nothing of the machinery's."""

import json
import logging
from datetime import UTC, datetime

import pytest

from hub.logs import JsonLines


def _line(**facts: object) -> dict[str, object]:
    record = logging.makeLogRecord(
        {"name": "hub.door", "levelname": "WARNING", "msg": "refused", "created": 0.5} | facts
    )
    written = JsonLines().format(record)
    assert "\n" not in written
    read: dict[str, object] = json.loads(written)
    return read


def test_a_line_says_when_where_and_what() -> None:
    """An operator could not tell which of two processes refused what, and when."""
    assert _line(code="request.schema", field=None, at_hand=datetime(2026, 11, 22, tzinfo=UTC)) == {
        "at": "1970-01-01T00:00:00.500+00:00",
        "level": "warning",
        "logger": "hub.door",
        "message": "refused",
        "code": "request.schema",
        "at_hand": "2026-11-22 00:00:00+00:00",
    }


def test_an_unexpected_error_has_its_traceback_on_the_same_line() -> None:
    """A log reader would take every line of a traceback for a record of its own."""
    with pytest.raises(ValueError, match="invalid literal") as caught:
        int("a fault of ours\nin two lines")
    line = _line(exc_info=(caught.type, caught.value, caught.tb))
    assert "a fault of ours\\nin two lines" in str(line["traceback"])
