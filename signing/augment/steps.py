"""The steps from level to level; each takes a document's octets and returns those of the next."""

from schemas.canonical.validation import Level, ValidationData
from signing.augment import values, write
from signing.augment.form import Form, read
from signing.augment.imprint import archive_octets, check_token, signature_octets
from signing.augment.levels import Property
from signing.augment.paths import Path, path_of, split, stamper_of
from signing.verify.message import Message

_SHA256_SIZE = 32


def level_of(xml: bytes) -> Level:
    """Return the level that the properties of ``xml`` make; whether they hold is not looked at."""
    return read(xml).level


def has_twin(xml: bytes) -> bool:
    """Tell whether ``xml`` names a PDF twin."""
    return _has_twin(read(xml))


def add_twin(xml: bytes, digest: bytes) -> bytes:
    """Return ``xml`` naming its PDF twin by the SHA-256 (32 octets) of its first signed form.

    It goes before every timestamp but can be added until the first archive timestamp covers it.
    """
    form = read(xml)
    if len(digest) != _SHA256_SIZE:
        raise ValueError("a twin is named by a SHA-256")
    if form.stamped or _has_twin(form):
        raise ValueError("a twin is named once, and before the first archive timestamp")
    return form.with_properties({Property.TWIN: write.twin(digest)})


def add_signature_timestamp(xml: bytes, token: bytes) -> bytes:
    """Return ``xml``, B-B, at B-T: with a token (DER) over its `signature_imprint`."""
    form = read(xml)
    if form.level is not Level.B_B:
        raise ValueError(f"a signature timestamp makes B-T of B-B, not of {form.level}")
    check_token(token, signature_octets(form))
    stamp = write.signature_timestamp(token, _stamp_id(form))
    return form.with_properties({Property.SIGNATURE_TIMESTAMP: stamp})


def add_validation_data(xml: bytes, data: ValidationData) -> bytes:
    """Return ``xml`` with what of ``data`` it does not carry yet; a B-T document becomes B-LT.

    Up to B-LT the signer's data go into CertificateValues and RevocationValues (EN 319 132-1,
    clause 5.4), those that only the stamper needs beside its token (clause 5.5.1). At B-LTA all
    go beside the last archive timestamp, for the next one to cover. Raises ``ValueError`` also
    when there is no revocation data.
    """
    form = read(xml)
    if form.level is Level.B_B:
        raise ValueError(f"validation data follow a timestamp, which {form.level} has not")
    loose = values.carried(form.unsigned[len(form.stamped) :])
    tokens = values.tokens_in(form.unsigned)
    missing = values.without(loose | data, _settled(form, tokens, loose | data))
    if form.level is Level.B_LTA:
        return form.with_properties(_beside(missing, _archive_id(form, form.archived)))
    return form.with_properties(_in_their_places(form, tokens, missing))


def add_archive_timestamp(xml: bytes, token: bytes) -> bytes:
    """Return ``xml``, B-LT or B-LTA, with one more token (DER), over its `archive_imprint`."""
    form = read(xml)
    if form.level.rank < Level.B_LT.rank:
        raise ValueError(f"an archive timestamp needs validation data, which {form.level} has not")
    check_token(token, archive_octets(form))
    stamp = write.archive_timestamp(token, _archive_id(form, form.archived + 1))
    return form.with_properties({Property.ARCHIVE_TIMESTAMP: stamp})


def _has_twin(form: Form) -> bool:
    return any(name is Property.TWIN for name, _ in (*form.stamped, *form.loose))


def _stamp_id(form: Form) -> str:
    return f"{form.element_id}-timestamp"


def _archive_id(form: Form, number: int) -> str:
    return f"{form.element_id}-archive-{number}"


def _settled(form: Form, tokens: tuple[Message, ...], data: ValidationData) -> ValidationData:
    """Return what needs no writing: stamped values, and certificates that came with others."""
    along = [one.certificates for one in tokens]
    along += [values.certificates_in_response(one) for one in data.ocsp_responses]
    known = (*values.key_info_of(form.signature), *(one for some in along for one in some))
    stamped = values.carried(form.unsigned[: len(form.stamped)])
    return stamped | ValidationData(certificates=known)


def _in_their_places(
    form: Form, tokens: tuple[Message, ...], data: ValidationData
) -> dict[Property, bytes]:
    """Return the properties that B-LT adds."""
    signer, stampers = _paths(form, tokens, data)
    ours, theirs = split(data, signer, stampers)
    written = {
        Property.CERTIFICATES: write.certificate_values(ours),
        Property.REVOCATION: write.revocation_values(ours),
    }
    if not written[Property.REVOCATION]:
        raise ValueError("B-LT needs revocation data on the signer")
    found = {name: octets for name, octets in written.items() if octets}
    return _beside(theirs, _stamp_id(form)) | found


def _beside(data: ValidationData, element_id: str) -> dict[Property, bytes]:
    """Return the property that holds ``data`` for the timestamp with ``element_id``."""
    if data == ValidationData():
        return {}
    return {Property.TIMESTAMP_DATA: write.timestamp_data(data, element_id)}


def _paths(form: Form, tokens: tuple[Message, ...], data: ValidationData) -> tuple[Path, Path]:
    """Return the signer's path and the stampers', through all certificates that are known."""
    key_info = values.key_info_of(form.signature)
    with_tokens = [one for token in tokens for one in token.certificates]
    known = (*key_info, *with_tokens, *data.certificates)
    stampers = Path()
    for leaf in filter(None, (stamper_of(token, known) for token in tokens)):
        stampers |= path_of(leaf, known)
    return path_of(key_info[0], known), stampers
