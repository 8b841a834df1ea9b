"""Logs as JSON lines: what happened, by codes; never what stood in a request."""

import json
import logging
from datetime import UTC, datetime

from adapters.base.trace import trace_id

_PLAIN = frozenset(logging.makeLogRecord({}).__dict__) | {"message", "taskName"}


class JsonLines(logging.Formatter):
    """One line a record: time (UTC), level, logger, message, its trace, and its own facts."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the record as one line of JSON."""
        facts = {name: value for name, value in vars(record).items() if name not in _PLAIN}
        line = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": record.getMessage(),
            **{name: value for name, value in facts.items() if value is not None},
            **({"trace_id": trace} if (trace := trace_id()) else {}),
        }
        if record.exc_info:
            line["traceback"] = self.formatException(record.exc_info)
        return json.dumps(line, ensure_ascii=False, default=str)


def configure(level: str = "INFO") -> None:
    """Send our logs from ``level`` on, and others' warnings, to standard error as JSON lines."""
    handler = logging.StreamHandler()
    handler.setFormatter(JsonLines())
    logging.basicConfig(level="WARNING", handlers=[handler], force=True)
    logging.getLogger("hub").setLevel(level)
