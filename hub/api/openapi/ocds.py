"""A contract in the words of OCDS, in the document: its frame; the rest is the standard's."""

from typing import Final

from hub.api.contract_ocds import OCDS, PLAIN
from hub.api.openapi.parts import Json, listed, ref, text

SAYS_OCDS: Final = (
    "با format=ocds بستهٔ رکورد OCDS 1.1 می‌آید، با همهٔ نسخه‌ها. تنها قلم‌هایی در آن است که "
    "موافقت‌نامه کامل می‌دهد؛ شخص حقیقی همیشه با نام مستعار است.",
    "With `format=ocds` the answer is a record package of OCDS 1.1, of all versions. It has the "
    "fields alone that the agreement grants whole; a natural person is always under a pseudonym.",
)
FORMAT: Final[Json] = {
    "name": "format",
    "in": "query",
    "schema": {"type": "string", "enum": [PLAIN, OCDS], "default": PLAIN},
}
TOLD: Final[Json] = {"oneOf": [ref("SharedContract"), ref("RecordPackage")]}
_RELEASE: Final[Json] = {"type": "object", "required": ["ocid"]}
RECORD_PACKAGE: Final[Json] = {
    "description": "OCDS 1.1, https://standard.open-contracting.org/1.1/en/schema/record_package/",
    "type": "object",
    "properties": {
        "uri": text(format="uri"),
        "version": {"const": "1.1"},
        "publishedDate": text(format="date-time"),
        "publisher": {"type": "object", "required": ["name"]},
        "records": listed(
            {
                "type": "object",
                "properties": {
                    "ocid": text(pattern="^ocds-[a-z0-9]{6}-"),
                    "releases": listed(_RELEASE, minItems=1),
                    "compiledRelease": _RELEASE,
                    "versionedRelease": {"type": "object"},
                },
                "required": ["ocid", "releases"],
            },
            minItems=1,
            maxItems=1,
        ),
    },
    "required": ["uri", "version", "publishedDate", "publisher", "records"],
}
