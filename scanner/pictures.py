"""From a picture to the texts of the QR codes in it."""

import io

import zxingcpp
from PIL import Image

_QR = zxingcpp.BarcodeFormats([zxingcpp.BarcodeFormat.QRCode])
_MOST_PIXELS = 50_000_000
_MOST_BYTES = 64 * 2**20


class NoPicture(Exception):
    """What is given cannot be read as a picture; says why."""


def picture(content: bytes) -> Image.Image:
    """The picture of a file's content, in grey.

    Raises NoPicture, also for one that is larger than any camera's.
    """
    if len(content) > _MOST_BYTES:
        raise NoPicture("larger than 64 MiB")
    try:
        with Image.open(io.BytesIO(content)) as image:
            if image.width * image.height > _MOST_PIXELS:
                raise NoPicture("more than 50 megapixels")
            return image.convert("L")
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError):
        raise NoPicture("no picture that can be read (PNG, JPEG, WebP and others can)") from None


def texts_in(image: Image.Image) -> tuple[str, ...]:
    """The text of each QR code in the picture, each text once, the largest code first: it is the one held up."""
    found = zxingcpp.read_barcodes(image, _QR)
    found.sort(key=_area, reverse=True)
    return tuple(dict.fromkeys(barcode.text for barcode in found))


def _area(barcode: zxingcpp.Barcode) -> int:
    corners = barcode.position
    across = corners.top_right.x - corners.top_left.x, corners.top_right.y - corners.top_left.y
    down = corners.bottom_left.x - corners.top_left.x, corners.bottom_left.y - corners.top_left.y
    return abs(across[0] * down[1] - across[1] * down[0])
