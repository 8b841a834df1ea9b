"""TLS for stand-ins: a certificate for loopback below the root of their keys."""

import ssl
from pathlib import Path
from tempfile import TemporaryDirectory

from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from simulators.kit.keys import Keys, server


def context(keys: Keys, address: str) -> ssl.SSLContext:
    """Return what serves TLS at the IP ``address``; it presents every certificate but the root."""
    held = server(keys.issuing, address)
    chain = b"".join(one.public_bytes(Encoding.PEM) for one in (held.certificate, *held.chain))
    key = held.key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    made = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    with TemporaryDirectory() as folder:  # the interpreter reads keys from files alone
        path = Path(folder) / "server.pem"
        path.write_bytes(key + chain)
        made.load_cert_chain(path)
    return made


def write_trust(keys: Keys, path: Path) -> None:
    """Write the root that clients have to trust, PEM."""
    path.write_bytes(keys.root.certificate.public_bytes(Encoding.PEM))
