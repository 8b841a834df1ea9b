"""The words for what a command may fail of; loaded when one has failed."""

from tomllib import TOMLDecodeError

from pydantic import ValidationError
from pydantic_settings import SettingsError

from hub.errors import HubUnavailable
from hub.store.agencies import CertificateTaken, UnknownAgency
from hub.store.database import DatabaseUnavailable
from hub.store.migrate import MigrationRefused


def words_for(error: Exception) -> str | None:
    """Return the one line that tells a user of ``error``; None when it is a defect of ours."""
    match error:
        case CertificateTaken():
            return f"{error}: this certificate, or its key, is registered for another agency"
        case UnknownAgency():
            return f"{error}: no such agency is registered"
        case DatabaseUnavailable():
            return error.reason
        case HubUnavailable():
            return "the database is gone, or its disk full; what was said until then is done"
        case MigrationRefused() | SettingsError():
            return str(error)
        case TOMLDecodeError():
            return f"peyvand.toml, or a policy file of config_dir, is no TOML: {error}"
        case ValidationError():
            first = error.errors()[0]
            return f"setting {'.'.join(map(str, first['loc']))}: {first['msg']}"
    return None
