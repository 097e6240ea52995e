"""The register's certificate is checked before anything is said."""

from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path
from ssl import PROTOCOL_TLS_SERVER, SSLContext

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from shared.identity.model import Document, DocumentType, Identity
from shared.identity.register import HttpIdentityRegister
from shared.kernel.errors import DomainError, ErrorCode
from shared.kernel.pii import DocumentNumber, Face, Name
from shared.outside.system import Limits
from tests.loopback import Loopback, loopback, result

IDENTITY = Identity(Document(DocumentType.PASSPORT, DocumentNumber("EZ9000008")), Name("陈志"), Face(b"\xff\xd8\xff"))
HOST = x509.IPAddress(ip_address("127.0.0.1"))
ANOTHER_HOST = x509.DNSName("elsewhere.example")
TOMORROW, YESTERDAY = timedelta(days=1), timedelta(days=-1)


def certificate(folder: Path, host: x509.GeneralName, expires_in: timedelta) -> tuple[Path, SSLContext]:
    """A self-signed certificate, which is its own authority, and a server's side of it."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "register")])
    until = datetime.now(UTC) + expires_in
    signed = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(until - timedelta(days=9))
        .not_valid_after(until)
        .add_extension(x509.SubjectAlternativeName([host]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    public, private = folder / "certificate.pem", folder / "key.pem"
    public.write_bytes(signed.public_bytes(serialization.Encoding.PEM))
    private.write_bytes(
        key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    )
    context = SSLContext(PROTOCOL_TLS_SERVER)
    context.load_cert_chain(public, private)
    return public, context


def verify(server: Loopback) -> None:
    HttpIdentityRegister(server.url, lambda: "key", Limits(read_seconds=1)).verify(IDENTITY)


@pytest.fixture
def trusted(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """A folder whose certificate is the only authority there is."""
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "certificate.pem"))
    return tmp_path


def test_a_register_with_a_certificate_of_a_known_authority_is_asked(trusted: Path) -> None:
    _, context = certificate(trusted, HOST, TOMORROW)
    with loopback(context) as server:
        server.script = [result("MATCH")]

        verify(server)

        assert len(server.received) == 1


@pytest.mark.parametrize(("host", "expires_in"), [(ANOTHER_HOST, TOMORROW), (HOST, YESTERDAY)])
def test_a_certificate_of_another_host_or_an_old_one_ends_it(
    trusted: Path, host: x509.GeneralName, expires_in: timedelta
) -> None:
    _, context = certificate(trusted, host, expires_in)
    with loopback(context) as server:
        server.script = [result("MATCH")]

        with pytest.raises(DomainError) as caught:
            verify(server)

        assert caught.value.code is ErrorCode.IDENTITY_REGISTER_UNAVAILABLE
        assert server.received == []


def test_a_certificate_of_an_unknown_authority_ends_it(tmp_path: Path) -> None:
    _, context = certificate(tmp_path, HOST, TOMORROW)
    with loopback(context) as server:
        server.script = [result("MATCH")]

        with pytest.raises(DomainError) as caught:
            verify(server)

        assert caught.value.code is ErrorCode.IDENTITY_REGISTER_UNAVAILABLE
        assert server.received == []
