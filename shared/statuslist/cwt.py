"""Status lists as CWTs (RFC 8392, RFC 9052; section 5.2 of the IETF's Token Status List): a third smaller than JWTs."""

from typing import Any

import cbor2

from shared.jws.signature import Keys, NotGenuine, check, instant, named_key, readable, seconds
from shared.statuslist.bits import compressed, decompressed
from shared.statuslist.model import BITS, PACKED_BYTES, StatusList
from shared.statuslist.signer import Signer, list_number

LIST = "application/statuslist+cwt"
# Header parameters, an algorithm, a tag and claims, by the numbers that are registered for them.
_ALGORITHM, _CRITICAL, _KEY_ID, _TYPE, _ES256, _SIGN1 = 1, 2, 4, 16, -7, 18
_SUBJECT, _EXPIRES, _ISSUED, _STATUS_LIST, _TIME_TO_LIVE = 2, 4, 6, 65533, 65534


def list_as_cwt(status_list: StatusList, signer: Signer) -> bytes:
    """A list as a CWT of type `application/statuslist+cwt`: a tagged COSE_Sign1."""
    protected = cbor2.dumps({_ALGORITHM: _ES256, _TYPE: LIST})
    claims = cbor2.dumps(
        {
            _SUBJECT: f"{signer.address}/{status_list.number}",
            _ISSUED: seconds(status_list.issued_at),
            _EXPIRES: seconds(status_list.expires_at),
            _TIME_TO_LIVE: int(signer.time_to_live.total_seconds()),
            _STATUS_LIST: {"bits": BITS, "lst": compressed(status_list.packed)},
        }
    )
    signature = signer.signature(_to_be_signed(protected, claims))
    return cbor2.dumps(cbor2.CBORTag(_SIGN1, [protected, {_KEY_ID: signer.kid.encode()}, claims, signature]))


def list_from_cwt(data: bytes, keys: Keys) -> StatusList:
    """The list of a genuine CWT.

    Raises NotGenuine.
    """
    protected, unprotected, claims, signature = readable(lambda: _sign1(data))
    header = readable(lambda: _decoded(protected))
    if not isinstance(header, dict) or (header.get(_ALGORITHM), header.get(_TYPE)) != (_ES256, LIST):
        raise NotGenuine("not of the type of a status list, signed with ES256")
    if _CRITICAL in header:
        raise NotGenuine("not readable without an extension that is not known here")
    kid = readable(lambda: str(unprotected[_KEY_ID], "ascii"))
    issuer, key = named_key(kid, keys)
    check(_to_be_signed(protected, claims), signature, key)
    return readable(lambda: _list(issuer, _decoded(claims)))


def _sign1(data: bytes) -> tuple[bytes, Any, bytes, bytes]:
    tagged = _decoded(data)
    if not isinstance(tagged, cbor2.CBORTag) or tagged.tag != _SIGN1:
        raise ValueError("not a tagged COSE_Sign1")
    protected, unprotected, claims, signature = tagged.value
    if not all(isinstance(part, bytes) for part in (protected, claims, signature)):
        raise ValueError("not a COSE_Sign1")
    return protected, unprotected, claims, signature


def _decoded(data: bytes) -> Any:
    """What `data` holds, if it is written as its standard prefers: nothing twice in a map, and nothing after it.

    Raises ValueError and CBORError.
    """
    content = cbor2.loads(data)
    if cbor2.dumps(content) != data:
        raise ValueError("not in the preferred form (RFC 8949, section 4.1)")
    return content


def _to_be_signed(protected: bytes, payload: bytes) -> bytes:
    return cbor2.dumps(["Signature1", protected, b"", payload])


def _list(issuer: int, claims: Any) -> StatusList:
    status_list = claims[_STATUS_LIST]
    packed = decompressed(status_list["lst"], PACKED_BYTES)
    if status_list["bits"] != BITS or len(packed) != PACKED_BYTES:
        raise ValueError("a list of another shape")
    number = list_number(claims[_SUBJECT])
    return StatusList(issuer, number, instant(claims[_ISSUED]), instant(claims[_EXPIRES]), packed)
