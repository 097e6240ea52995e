import json
from collections.abc import Callable
from functools import partial

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from hypothesis import given, settings
from hypothesis import strategies as st
from joserfc import jwe as joserfc
from joserfc.jwk import RSAKey

from shared.health_questions.jwe import decrypted, encrypted
from shared.jws.compact import base64, unbase64
from shared.jws.signature import NotGenuine
from tests.encryption import DRAW, KID, OTHER_KID, key_pair, public_key, unwrap

KIND = "test+jwe"
CONTENT = b'{"said":"42"}'
ALGORITHMS = ["RSA-OAEP-256", "A256GCM"]


def made(content: bytes = CONTENT, kid: str = KID) -> str:
    return encrypted(KIND, content, kid, public_key(kid), DRAW)


def read(text: str, kind: str = KIND, kid: str = KID) -> bytes:
    return decrypted(text, kind, kid, unwrap)


@settings(deadline=None)  # the first time, a key pair is drawn
@given(st.binary(max_size=300))
def test_what_was_encrypted_is_read_again(content: bytes) -> None:
    assert read(made(content)) == content


def test_a_jose_library_reads_what_we_write() -> None:
    found = joserfc.decrypt_compact(made(), RSAKey.import_key(key_pair(KID)), algorithms=ALGORITHMS)

    assert found.plaintext == CONTENT
    assert found.headers() == {"alg": "RSA-OAEP-256", "enc": "A256GCM", "kid": KID, "typ": KIND}


def test_we_read_what_a_jose_library_writes() -> None:
    header = {"alg": "RSA-OAEP-256", "enc": "A256GCM", "kid": KID, "typ": KIND}

    assert read(joserfc.encrypt_compact(header, CONTENT, RSAKey.import_key(key_pair(KID)), algorithms=ALGORITHMS)) == (
        CONTENT
    )


def test_no_two_texts_have_a_part_in_common_but_the_header() -> None:
    one, other = made().split("."), made().split(".")

    assert one[0] == other[0]
    assert not set(one[1:]) & set(other[1:])


@pytest.mark.parametrize("part", range(5))
def test_a_text_that_was_changed_anywhere_is_not_read(part: int) -> None:
    parts = made().split(".")
    raw = bytearray(unbase64(parts[part].encode()))
    raw[len(raw) // 2] ^= 1
    parts[part] = base64(bytes(raw))

    with pytest.raises(NotGenuine):
        read(".".join(parts))


def header_of(changes: dict[str, object]) -> Callable[[str], str]:
    def changed(text: str) -> str:
        head, rest = text.split(".", 1)
        header = json.loads(unbase64(head.encode())) | changes
        return f"{base64(json.dumps(header).encode())}.{rest}"

    return changed


@pytest.mark.parametrize(
    "change",
    [
        header_of({"alg": "RSA-OAEP"}),
        header_of({"alg": "dir"}),
        header_of({"enc": "A128GCM"}),
        header_of({"typ": "other+jwe"}),
        header_of({"kid": OTHER_KID}),
        header_of({"zip": "DEF"}),
        header_of({"crit": ["exp"], "exp": 1}),
        lambda text: text + ".",
        lambda text: text.rsplit(".", 1)[0],
        lambda text: text.replace(".", "..", 1),
        lambda text: text + "=",
        lambda text: "é" + text,
        lambda text: "",
    ],
)
def test_a_text_of_another_form_is_not_read(change: Callable[[str], str]) -> None:
    with pytest.raises(NotGenuine):
        read(change(made()))


def test_a_text_for_another_key_is_not_read() -> None:
    with pytest.raises(NotGenuine):
        read(encrypted(KIND, CONTENT, KID, public_key(OTHER_KID), DRAW))


@pytest.mark.parametrize(("key_bytes", "start_bytes", "tag_bytes"), [(16, 12, 16), (32, 8, 16), (32, 12, 12)])
def test_other_lengths_than_those_of_the_algorithm_are_not_taken(
    key_bytes: int, start_bytes: int, tag_bytes: int
) -> None:
    head, wrapped, *_ = made().split(".")
    key, start = DRAW(key_bytes), DRAW(start_bytes)
    sealed = AESGCM(key).encrypt(start, CONTENT, head.encode())
    text = ".".join((head, wrapped, base64(start), base64(sealed[:-16]), base64(sealed[-16:][:tag_bytes])))

    with pytest.raises(NotGenuine):
        decrypted(text, KIND, KID, lambda _: key)


def test_every_fault_of_what_was_encrypted_is_told_in_the_same_words() -> None:
    head, wrapped, start, content, tag = made().split(".")
    told = set()
    for text in (
        ".".join((head, base64(DRAW(384)), start, content, tag)),
        ".".join((head, wrapped, start, content, base64(DRAW(16)))),
        ".".join((head, wrapped, base64(DRAW(12)), content, tag)),
    ):
        with pytest.raises(NotGenuine) as fault:
            read(text)
        assert fault.value.__cause__ is None
        told.add(str(fault.value))

    assert len(told) == 1


def test_only_rsa_keys_are_encrypted_to() -> None:
    other = ec.generate_private_key(ec.SECP256R1()).public_key()
    der = other.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)

    with pytest.raises(ValueError, match="RSA"):
        encrypted(KIND, CONTENT, KID, der, DRAW)


def test_a_key_that_cannot_be_used_is_no_fault_of_ours() -> None:
    with pytest.raises(NotGenuine):
        decrypted(made(), KIND, KID, partial(unwrap, kid=OTHER_KID))
