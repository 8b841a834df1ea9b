"""Where certificates are, for whoever has been given one."""

from typing import Final

PATH: Final = "/v1/certificates"


def links_of(number: str) -> dict[str, str]:
    """Return where a certificate's status and forms are; its forms want the access code too."""
    here = f"{PATH}/{number}"
    return {
        "status": f"{here}/status",
        "xml": f"{here}.xml",
        "pdf": f"{here}.pdf",
        "qr": f"{here}.qr",
    }
