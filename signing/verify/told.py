"""What a receipt says was told, as JSON values."""

from schemas.canonical.disclosure import Disclosed


def told_json(one: Disclosed) -> dict[str, object]:
    """Return one disclosure of a receipt as JSON values; its subject stands as it is, hidden.

    ``agreement`` is the SHA-256 (hex) of the agreement's canonical form, None with ``article``
    where nothing was agreed; ``told`` has the form of each field by its name.
    """
    asked, basis = one.asked, one.asked.basis
    return {
        "provider": asked.provider,
        "subject": asked.subject,
        asked.task_kind: asked.task,
        "purpose": asked.purpose,
        "agreement": basis.agreement.hex() if basis else None,
        "article": basis.article if basis else None,
        "outcome": one.outcome.value,
        "reason": one.reason,
        "as_of": one.as_of.isoformat() if one.as_of else None,
        "asked": list(asked.fields),
        "told": dict(one.told),
        "withheld": list(one.withheld),
    }
