"""What the service is told from outside: one JSON file, named by ``PLAIN_SETTINGS``."""

import json
import os
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Settings:
    """Addresses and key files; ``consumer`` is the certificate of the one registered agency."""

    address: str
    database: str
    civil_registry: str
    insurance_ledger: str
    civil_registry_wsdl: str
    certificate_key: str
    certificate_chain: str
    message_key: str
    message_certificate: str
    consumer: str
    connections: int


def load() -> Settings:
    """Return the settings in the file."""
    return Settings(**json.loads(Path(os.environ["PLAIN_SETTINGS"]).read_text("utf-8")))
