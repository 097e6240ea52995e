"""Two certificates of other makes, verified with the `cwt` library: what a verdict is compared to."""

import zlib
from base64 import b32decode
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import base45  # type: ignore[import-untyped]  # it comes without types
import cbor2
import cwt
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from shared.jws.signature import signature

# The valid example of the technical specification of the NZ COVID Pass, version 1, and the key of its issuer, as the
# specification's did document has it. Source: https://nzcp.covid19.health.nz, section "Valid Worked Example", and
# examples/valid/did.json of its repository minhealthnz/nzcovidpass-spec, (c) 2021, Apache-2.0. Good until 2031-11-02.
_NZ_EXAMPLE = (
    "NZCP:/1/2KCEVIQEIVVWK6JNGEASNICZAEP2KALYDZSGSZB2O5SWEOTOPJRXALTDN53GSZBRHEXGQZLBNR2GQLTOPICRUYMBTIFAIGTUKBAAUYTW"
    "MOSGQQDDN5XHIZLYOSBHQJTIOR2HA4Z2F4XXO53XFZ3TGLTPOJTS6MRQGE4C6Y3SMVSGK3TUNFQWY4ZPOYYXQKTIOR2HA4Z2F4XW46TDOAXGG33W"
    "NFSDCOJONBSWC3DUNAXG46RPMNXW45DFPB2HGL3WGFTXMZLSONUW63TFGEXDALRQMR2HS4DFQJ2FMZLSNFTGSYLCNRSUG4TFMRSW45DJMFWG6UDV"
    "MJWGSY2DN53GSZCQMFZXG4LDOJSWIZLOORUWC3CTOVRGUZLDOSRWSZ3JOZSW4TTBNVSWISTBMNVWUZTBNVUWY6KOMFWWKZ2TOBQXE4TPO5RWI33C"
    "NIYTSNRQFUYDILJRGYDVAYFE6VGU4MCDGK7DHLLYWHVPUS2YIDJOA6Y524TD3AZRM263WTY2BE4DPKIF27WKF3UDNNVSVWRDYIYVJ65IRJJJ6Z25"
    "M2DO4YZLBHWFQGVQR5ZLIWEQJOZTS3IQ7JTNCFDX"
)
_NZ_ISSUER = "did:web:nzcp.covid19.health.nz"
_NZ_KEY = {
    "kty": "EC",
    "crv": "P-256",
    "x": "zRR-XGsCp12Vvbgui4DD6O6cqmhfPuXMhi1OxPl8760",
    "y": "Iv5SU6FuW-TRYh5_GOrJlcV_gpF_GpFQhCOD8LSk3T0",
    "alg": "ES256",
    "kid": "key-1",
}

_ISSUER, _EXPIRES, _ISSUED, _HCERT = 1, 4, 6, -260
_EU_PREFIX = "HC1:"
_EU_KEY_ID = b"bench-01"


@dataclass(frozen=True, slots=True)
class Certificate:
    """What a QR says, and what verifies it: its claims, or an exception."""

    payload: str
    verify: Callable[[str], dict[Any, Any]]


def new_zealand() -> Certificate:
    """The example of the NZ COVID Pass."""
    key = cwt.COSEKey.from_jwk(_NZ_KEY)

    def verify(payload: str) -> dict[Any, Any]:
        text = payload.removeprefix("NZCP:/1/")
        claims: Any = cwt.decode(b32decode(text + "=" * (-len(text) % 8)), key)
        if claims[_ISSUER] != _NZ_ISSUER:
            raise ValueError("of another issuer")
        return dict(claims)

    return Certificate(_NZ_EXAMPLE, verify)


def european() -> Certificate:
    """A vaccination certificate as EU member states lay theirs out, of nobody, signed with a key of its own."""
    private = ec.generate_private_key(ec.SECP256R1())
    pem = private.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    key = cwt.COSEKey.from_pem(pem, kid=_EU_KEY_ID)

    def verify(payload: str) -> dict[Any, Any]:
        claims: Any = cwt.decode(zlib.decompress(base45.b45decode(payload.removeprefix(_EU_PREFIX))), key)
        return dict(claims)

    signed = _signed_certificate(lambda message: private.sign(message, ec.ECDSA(SHA256())))
    return Certificate(_EU_PREFIX + base45.b45encode(zlib.compress(signed, 9)).decode(), verify)


def _signed_certificate(sign: Callable[[bytes], bytes]) -> bytes:
    now = datetime.now(UTC)
    vaccination = {
        "tg": "840539006",
        "vp": "1119349007",
        "mp": "EU/1/20/1528",
        "ma": "ORG-100030215",
        "dn": 1,
        "sd": 2,
        "dt": "2021-02-18",
        "co": "AT",
        "is": "Ministry of Health, Benchmark",
        "ci": "URN:UVCI:01:AT:00000000000000000000000000000000#0",
    }
    names = {"fn": "Muster-Person", "fnt": "MUSTER<PERSON", "gn": "Beispiel", "gnt": "BEISPIEL"}
    certificate = {"ver": "1.0.0", "nam": names, "dob": "1998-02-26", "v": [vaccination]}
    claims = {
        _ISSUER: "AT",
        _EXPIRES: int((now + timedelta(days=365)).timestamp()),
        _ISSUED: int((now - timedelta(days=1)).timestamp()),
        _HCERT: {1: certificate},
    }
    protected, payload = cbor2.dumps({1: -7, 4: _EU_KEY_ID}), cbor2.dumps(claims)
    proof = signature(cbor2.dumps(["Signature1", protected, b"", payload]), sign)
    return cbor2.dumps(cbor2.CBORTag(18, [protected, {}, payload, proof]))
