"""Making a picture that can be shown from a file that anybody may have sent.

Nothing of the file is kept but its pixels, and those are written anew: no place, no camera, no name, no comment,
nothing behind the end. The file is believed in nothing: neither its name nor its type, nor its header.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from io import BytesIO
from typing import IO, Any

from django.utils.functional import Promise
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _
from PIL import ExifTags, Image, ImageCms
from pillow_heif import register_heif_opener

from practices.sizes import EDGES, Size, sizes_of

MOST_MEGABYTES = 10
MOST_BYTES = MOST_MEGABYTES * 2**20
MOST_MEGAPIXELS = 40
MOST_PIXELS = MOST_MEGAPIXELS * 10**6
LEAST_SIDE = 200
# Each pass of a progressive JPEG goes over all pixels but may take a few bytes only: real ones have about ten.
MOST_PASSES = 32
QUALITY = 82

register_heif_opener(thumbnails=False, depth_images=False, aux_images=False)

# How files begin, by the one decoder that may read them.
BEGINNINGS: Mapping[str, re.Pattern[bytes]] = {
    "JPEG": re.compile(rb"\xff\xd8\xff"),
    "PNG": re.compile(rb"\x89PNG\r\n\x1a\n"),
    "WEBP": re.compile(rb"RIFF.{4}WEBP", re.DOTALL),
    "HEIF": re.compile(rb".{4}ftyp(?:he[iv][cmsx]|m[is]f1)", re.DOTALL),
}
# How to turn the pixels upright, by what the camera notes.
TURNS = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
REASONS: Mapping[str, Promise] = {
    "too-heavy": format_lazy(
        _("This file is larger than {number} MB. Please choose a smaller one."), number=MOST_MEGABYTES
    ),
    "too-large": format_lazy(
        _("This picture has more than {number} million pixels. Please choose a smaller one."),
        number=MOST_MEGAPIXELS,
    ),
    "too-small": format_lazy(
        _("This picture is too small: each side needs {number} pixels or more."), number=LEAST_SIDE
    ),
    "unreadable": _("This is no picture that we can read. Please choose a photo as JPEG, PNG, WebP or HEIC."),
    "damaged": _("This picture is damaged or not complete. Please choose the file anew or another one."),
}


class PictureError(Exception):
    """A file of which no picture can be made; ``str()`` says kindly why, in the active language."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason  # a key of REASONS

    def __str__(self) -> str:
        return str(self.message)

    @property
    def message(self) -> Any:
        """The same, to be said later."""
        return REASONS[self.reason]


@dataclass(frozen=True)
class Picture:
    """A picture made anew: a WebP file for each size, the smallest first."""

    files: Mapping[Size, bytes]

    @property
    def size(self) -> Size:
        """Of the largest file, from which `sizes_of` tells all others."""
        return max(self.files)


def take(file: IO[bytes]) -> Picture:
    """The picture of an upload: JPEG, PNG, WebP or HEIC. Raises ``PictureError`` and nothing else, whatever the bytes."""
    file.seek(0)
    content = file.read(MOST_BYTES + 1)
    if len(content) > MOST_BYTES:
        raise PictureError("too-heavy")
    decoder = next((name for name, begins in BEGINNINGS.items() if begins.match(content)), None)
    if decoder is None:
        raise PictureError("unreadable")
    if decoder == "JPEG" and _passes(content) > MOST_PASSES:
        raise PictureError("damaged")
    try:
        return _develop(content, decoder)
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise PictureError("too-large") from error
    except PictureError:
        raise
    except Exception as error:  # decoders fail in every way there is
        raise PictureError("damaged") from error


def _develop(content: bytes, decoder: str) -> Picture:
    with Image.open(BytesIO(content), formats=[decoder]) as image:
        # The header alone has been read by now.
        if image.width * image.height > MOST_PIXELS:
            raise PictureError("too-large")
        if min(image.size) < LEAST_SIDE:
            raise PictureError("too-small")
        if decoder == "JPEG":
            image.draft(None, (2 * EDGES[-1], 2 * EDGES[-1]))  # far less work for large ones
        image.load()
        turn = _turn(image)
        pixels = _opaque(image)
        pixels.thumbnail((EDGES[-1], EDGES[-1]), Image.Resampling.LANCZOS, reducing_gap=3)
        pixels = _coloured(pixels)
    if turn is not None:
        pixels = pixels.transpose(turn)
    # A new image knows nothing of the old one but the pixels.
    clean = Image.new("RGB", pixels.size)
    clean.paste(pixels)
    return Picture({size: _written(clean, size) for size in sizes_of(*clean.size)})


def _passes(content: bytes) -> int:
    """How often a JPEG begins to tell its pixels, up to its end."""
    passes, at = 0, 2
    marker = re.compile(rb"\xff+([^\x00\xff\xd0-\xd7])", re.DOTALL)
    while (found := marker.search(content, at)) and found[1] != b"\xd9":
        passes += found[1] == b"\xda"
        # A segment says how long it is; behind the head of a pass the search goes on to the next marker.
        at = found.end() + max(2, int.from_bytes(content[found.end() : found.end() + 2]))
    return passes


def _turn(image: Image.Image) -> Image.Transpose | None:
    """How to turn the picture upright; notes that nobody can read turn nothing."""
    try:
        return TURNS.get(image.getexif().get(ExifTags.Base.Orientation, 1))
    except Exception:  # the pixels may be good in spite of broken notes
        return None


def _opaque(image: Image.Image) -> Image.Image:
    """The picture in a mode of eight bits a channel; what shines through lies on white."""
    if image.mode.startswith("I"):  # sixteen bits of grey
        return image.convert("I").point(lambda value: value / 257 + 0).convert("L")
    if image.has_transparency_data:
        layer = image.convert("RGBA")
        ground = Image.new("RGB", image.size, "white")
        ground.paste(layer, mask=layer)
        ground.info["icc_profile"] = image.info.get("icc_profile")
        return ground
    return image if image.mode in {"RGB", "L", "CMYK"} else image.convert("RGB")


def _coloured(image: Image.Image) -> Image.Image:
    """The picture in sRGB; a profile that nobody can read is left aside."""
    profile = image.info.get("icc_profile")
    if profile:
        try:
            converted = ImageCms.profileToProfile(
                image,
                ImageCms.ImageCmsProfile(BytesIO(profile)),
                ImageCms.createProfile("sRGB"),
                outputMode="RGB",
            )
        except Exception:  # as above
            converted = None
        if converted:
            return converted
    return image.convert("RGB")


def _written(image: Image.Image, size: Size) -> bytes:
    out = BytesIO()
    resized = image if image.size == size else image.resize(size, Image.Resampling.LANCZOS)
    resized.save(out, "WEBP", quality=QUALITY, method=4)
    return out.getvalue()
