"""The published contract: of every door of this release, at the address it is shipped with."""

import json
import os
from pathlib import Path
from typing import Any

from hub.api.openapi.document import Offered, document
from hub.api.openapi.inquiries import UseCase
from hub.config import Settings
from hub.duties import served
from hub.lookups import LOOKUPS

ROOT = Path(__file__).parents[3]
PUBLISHED = ROOT / "schemas/hub/v1/openapi.json"
EXAMPLES = ROOT / "hub/api/openapi/examples.json"
RENEW = os.environ.get("PEYVAND_UPDATE_SNAPSHOTS") == "1"


def offered() -> Offered:
    """Return every lookup and every use case."""
    duties = Settings.model_fields["duties"].default
    return Offered(
        LOOKUPS, tuple(UseCase(one.name, one.inquiry, one.xsd, one.cases) for one in served(duties))
    )


def generated() -> dict[str, Any]:
    """Return the document as it is made now."""
    return document(offered(), "http://127.0.0.1:8080")


def published() -> dict[str, Any]:
    """Return the document as it is published."""
    found: dict[str, Any] = json.loads(PUBLISHED.read_text("utf-8"))
    return found


def write(path: Path, found: object) -> None:
    """Write JSON as it is kept."""
    path.write_text(f"{json.dumps(found, ensure_ascii=False, indent=1)}\n", "utf-8")
