"""Making pictures for tests: no photo of the world is needed, nor any file in the repository."""

from functools import cache
from io import BytesIO
from typing import Any

from PIL import Image

from practices.models import Photo, Practice
from practices.photographing import Picture, publish, take
from tests.making import text


def picture(width: int = 640, height: int = 480, *, mode: str = "RGB") -> Image.Image:
    """A picture whose quarters differ: top left red, top right green, bottom left blue, bottom right white."""
    made = Image.new("RGB", (width, height), "white")
    for colour, corner in (("red", (0, 0)), ("lime", (width // 2, 0)), ("blue", (0, height // 2))):
        made.paste(colour, (*corner, corner[0] + width // 2, corner[1] + height // 2))
    return made.convert(mode)


def upload(image: Image.Image | None = None, form: str = "JPEG", **options: Any) -> BytesIO:
    """A file as somebody would send it."""
    file = BytesIO()
    (image or picture()).save(file, form, **options)
    file.seek(0)
    return file


def make_photo(practice: Practice, image: Image.Image | None = None, **values: Any) -> Photo:
    """A photo of a practice, with its files."""
    values.setdefault("alt", text("Four fields in four colours", "Vier Felder in vier Farben"))
    values.setdefault("credit", "Ada Example")
    values.setdefault("licence", "CC-BY-4.0")
    return publish(_taken(upload(image).getvalue()), practice, **values)


@cache
def _taken(content: bytes) -> Picture:
    """What becomes of a file: many tests show the same one, and it takes longer than the rest of most."""
    return take(BytesIO(content))
