"""Ten thousand people who do not exist, for the sandbox identity register.

They follow the real formats, so that every rule is exercised, and can belong to nobody:

- resident IDs have an area code that ends in 0000, a whole province's; a real number has the code of a county;
- passports are from the end of EZ, the last series there is; series are issued in the order of the alphabet and have
  not come near it;
- permits are from the last hundred thousand of each letter's hundred million numbers, which are issued in order, one
  to a resident for life; Hong Kong and Macao have some eight million residents.

The names are common ones put together at random. Everything is derived from a fixed seed, each person from their own
index alone, so that the same person stays the same on every machine and in every count.
"""

import struct
import zlib
from base64 import b64encode
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from hashlib import sha256
from typing import Any

from stdnum.iso7064 import mod_11_2

from shared.identity.model import DocumentType
from shared.sandbox.model import Entry
from shared.sandbox.store import item

COUNT = 10_000
_SEED = "yuekang sandbox population 1"

_AREAS = ("440000", "440000", "440000", "110000", "310000", "360000", "410000", "420000", "430000", "450000", "510000")
_FIRST_BIRTHDAY = date(1930, 1, 1)
_BIRTHDAYS = (date(2018, 12, 31) - _FIRST_BIRTHDAY).days + 1

_SURNAMES = (
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何林罗高郑梁谢宋唐许韩邓冯曹彭曾肖田董潘袁蔡蒋余于杜叶程魏苏吕丁任卢"
    "姚沈钟姜崔谭陆范汪廖石金韦贾夏付方邹熊白孟秦邱侯江尹薛闫段雷龙黎史陶贺毛郝顾龚邵万覃武钱戴严莫孔向汤"
)
_DOUBLE_SURNAMES = ("欧阳", "司徒", "上官", "诸葛")
_GIVEN = (
    "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超秀霞平刚桂英华玉兰文建国志海燕晓春梅红辉鹏宇欣怡子轩浩然梓涵雨彤嘉"
    "俊凯思琪佳颖晨曦博睿诗悦家豪美玲少芬炳坤惠仪婉君淑贞永康健安宁泽楠奕可心若溪"
)
_TWO_PART_NAMES = ("阿依古丽·买买提", "古丽娜尔·艾合买提", "迪丽努尔·吐尔逊", "才让·扎西", "卓玛·央金")

_GRID = 6
_CELL_PIXELS = 4
_SIDE = _GRID * _CELL_PIXELS


@dataclass(frozen=True, slots=True)
class SyntheticPerson:
    """A person on the sandbox register's file; `portrait` is a PNG."""

    document_type: DocumentType
    document_number: str
    name: str
    portrait: bytes = field(repr=False)

    @property
    def face(self) -> str:
        """The portrait as a registration carries it."""
        return b64encode(self.portrait).decode("ascii")


def people(count: int = COUNT) -> Iterator[SyntheticPerson]:
    """The first `count` people; of a hundred, eighty have a resident ID, ten a passport and ten a permit."""
    return (_person(index) for index in range(count))


def register_item(person: SyntheticPerson) -> dict[str, Any]:
    """The item of the sandbox register's table that puts `person` on file."""
    entry = Entry(person.name, sha256(person.portrait).hexdigest())
    return item(person.document_type, person.document_number, entry)


class _Draws:
    """Numbers drawn for one person, from nothing but their own index."""

    def __init__(self, index: int) -> None:
        self._left = int.from_bytes(sha256(f"{_SEED}:{index}".encode()).digest())

    def below(self, limit: int) -> int:
        self._left, drawn = divmod(self._left, limit)
        return drawn


def _person(index: int) -> SyntheticPerson:
    draws = _Draws(index)
    match index % 10:
        case 8:
            kind, number = DocumentType.PASSPORT, f"EZ{9_000_000 + index:07}"
        case 9:
            kind, number = DocumentType.HK_MACAO_PERMIT, f"{'HHHM'[draws.below(4)]}{99_900_000 + index:08}"
        case _:
            kind, number = DocumentType.RESIDENT_ID, _resident_id(index, draws)
    return SyntheticPerson(kind, number, _name(draws), _portrait(draws))


def _resident_id(index: int, draws: _Draws) -> str:
    area = _AREAS[draws.below(len(_AREAS))]
    # The stride has no factor in common with the number of days, so that no two share a day, and thus a number.
    born_on = _FIRST_BIRTHDAY + timedelta(days=index * 7919 % _BIRTHDAYS)
    body = f"{area}{born_on:%Y%m%d}{draws.below(1000):03}"
    return body + mod_11_2.calc_check_digit(body)


def _name(draws: _Draws) -> str:
    shape = draws.below(50)
    if shape == 0:
        return _TWO_PART_NAMES[draws.below(len(_TWO_PART_NAMES))]
    surname = _DOUBLE_SURNAMES[draws.below(4)] if shape == 1 else _SURNAMES[draws.below(len(_SURNAMES))]
    given = _GIVEN[draws.below(len(_GIVEN))]
    return surname + given if shape % 5 == 0 else surname + given + _GIVEN[draws.below(len(_GIVEN))]


def _portrait(draws: _Draws) -> bytes:
    """A mirrored pattern in one colour on white: an identicon of 24 by 24 pixels."""
    colour = bytes(draws.below(200) for _ in range(3))
    rows = b"".join(_pixel_rows(draws.below(2 ** (_GRID // 2))) for _ in range(_GRID))
    header = struct.pack(">IIBBBBB", _SIDE, _SIDE, 1, 3, 0, 0, 0)
    # Stored, not compressed: compressed bytes, and so the digest on file, would depend on the build of zlib.
    image = zlib.compress(rows, 0)
    chunks = ((b"IHDR", header), (b"PLTE", b"\xff\xff\xff" + colour), (b"IDAT", image), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(_chunk(kind, content) for kind, content in chunks)


def _pixel_rows(half: int) -> bytes:
    """The pixel rows, each after its filter byte, of one row of the grid whose left half has the bits of `half`."""
    left = f"{half:0{_GRID // 2}b}"
    bits = "".join(bit * _CELL_PIXELS for bit in left + left[::-1])
    return (b"\0" + int(bits, 2).to_bytes(_SIDE // 8)) * _CELL_PIXELS


def _chunk(kind: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))
