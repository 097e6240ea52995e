"""What stands between a code on a display or on paper and the reader: one function a hardship, each repeatable."""

import io
from collections.abc import Callable

import numpy as np
from PIL import Image, ImageEnhance, ImageFilter

Hardship = Callable[[Image.Image], Image.Image]


def blurred(radius: float) -> Hardship:
    """Out of focus; the radius is in pixels."""
    return lambda image: image.filter(ImageFilter.GaussianBlur(radius))


def turned(degrees: float) -> Hardship:
    """Held at an angle."""
    return lambda image: image.rotate(degrees, Image.Resampling.BICUBIC, expand=True, fillcolor="#808080")


def dimmed(share: float) -> Hardship:
    """In bad light: `share` of the brightness is left."""
    return lambda image: ImageEnhance.Brightness(image).enhance(share)


def washed_out(share: float) -> Hardship:
    """Behind a reflecting pane: `share` of the contrast is left."""
    return lambda image: ImageEnhance.Contrast(image).enhance(share)


def noisy(points: float) -> Hardship:
    """A small sensor: normal noise with this deviation, in levels of 256."""

    def add(image: Image.Image) -> Image.Image:
        levels = np.asarray(image, dtype=np.float32)
        noise = np.random.default_rng(20200407).normal(0, points, levels.shape)
        return Image.fromarray(np.clip(levels + noise, 0, 255).astype(np.uint8))

    return add


def compressed(quality: int) -> Hardship:
    """Sent on as a JPEG, as a chat does with a screenshot."""

    def squeeze(image: Image.Image) -> Image.Image:
        data = io.BytesIO()
        image.save(data, "JPEG", quality=quality)
        return Image.open(data).convert("RGB")

    return squeeze


def tilted(share: float) -> Hardship:
    """Seen from the side: the far edge is shorter by `share`."""

    def lean(image: Image.Image) -> Image.Image:
        width, height = image.size
        inset = share * height / 2
        # The mapping of the output's corners to the input's, as Pillow's eight coefficients.
        here = ((0, 0), (width, inset), (width, height - inset), (0, height))
        there = ((0, 0), (width, 0), (width, height), (0, height))
        rows: list[list[float]] = []
        for (x, y), (u, v) in zip(here, there, strict=True):
            rows.extend(([x, y, 1, 0, 0, 0, -u * x, -u * y], [0, 0, 0, x, y, 1, -v * x, -v * y]))
        coefficients = np.linalg.solve(np.array(rows, float), np.array(there, float).reshape(8))
        perspective = Image.Transform.PERSPECTIVE
        return image.transform(
            image.size, perspective, tuple(coefficients.tolist()), Image.Resampling.BICUBIC, fillcolor="#808080"
        )

    return lean


def lit_red(image: Image.Image) -> Image.Image:
    """The imager of a gate with a red lamp sees the red channel alone."""
    return image.getchannel("R")


def stained(share: float) -> Hardship:
    """A square stain over `share` of the area, right of the middle and off the corner patterns."""

    def spill(image: Image.Image) -> Image.Image:
        side = round(image.width * share**0.5)
        left, top = round(image.width * 0.5), round(image.height * 0.4)
        copy = image.copy()
        copy.paste("#707070", (left, top, left + side, top + side))
        return copy

    return spill


def together(*hardships: Hardship) -> Hardship:
    """One after the other."""

    def all_of_them(image: Image.Image) -> Image.Image:
        for hardship in hardships:
            image = hardship(image)
        return image

    return all_of_them
