"""What becomes of uploads: pixels and nothing else, or a kind refusal; never anything worse."""

import random
import re
import struct
import zlib
from io import BytesIO

import pytest
from django.utils.translation import override
from PIL import Image, ImageCms, PngImagePlugin

from practices.developing import MOST_BYTES, Picture, PictureError, take
from practices.sizes import Size
from tests.photos import picture, upload

MARKER = b"carried-along-48.137N"
FORMS = ["JPEG", "PNG", "WEBP", "HEIF"]
RED, GREEN, BLUE, WHITE = (255, 0, 0), (0, 255, 0), (0, 0, 255), (255, 255, 255)


def refused(content: bytes) -> str:
    with pytest.raises(PictureError) as error:
        take(BytesIO(content))
    return error.value.reason


def opened(content: bytes) -> Image.Image:
    image = Image.open(BytesIO(content))
    image.load()
    return image


def corners(content: bytes) -> list[str]:
    """The colours at a picture's corners: top left, top right, bottom left, bottom right."""
    image = opened(content).convert("RGB")
    right, bottom = image.width - 9, image.height - 9
    names = {RED: "red", GREEN: "green", BLUE: "blue", WHITE: "white"}
    found = []
    for point in ((8, 8), (right, 8), (8, bottom), (right, bottom)):
        seen = image.getpixel(point)
        assert isinstance(seen, tuple)
        found.append(
            min(names, key=lambda colour: sum(abs(a - b) for a, b in zip(colour, seen, strict=True)))
        )
    return [names[colour] for colour in found]


def chunks(content: bytes) -> list[bytes]:
    """The names of a WebP file's chunks; the file ends where its head says."""
    assert (content[:4], content[8:12]) == (b"RIFF", b"WEBP")
    assert struct.unpack("<I", content[4:8])[0] + 8 == len(content)
    found, at = [], 12
    while at < len(content):
        length = struct.unpack("<I", content[at + 4 : at + 8])[0]
        found.append(content[at : at + 4])
        at += 8 + length + length % 2
    return found


def laden(form: str) -> bytes:
    """A picture with everything that cameras and programs write into one, each with the marker."""
    exif = Image.Exif()
    exif[0x010E] = MARKER.decode()  # description
    exif[0x013B] = MARKER.decode()  # artist
    exif.get_ifd(0x8825)[29] = MARKER.decode()  # GPS date
    xmp = b'<?xpacket begin="" id="W5M0MpCehiHzreSzNTczkc9d"?><x:xmpmeta>' + MARKER + b"</x:xmpmeta>"
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    options = {"exif": exif.tobytes(), "icc_profile": profile}
    if form == "JPEG":
        options |= {"xmp": xmp, "comment": MARKER}
        iptc = b"Photoshop 3.0\x008BIM\x04\x04\x00\x00" + struct.pack(">I", len(MARKER) + 5)
        iptc += b"\x1c\x02\x78" + struct.pack(">H", len(MARKER)) + MARKER
        body = upload(form=form, **options).getvalue()
        return body[:2] + b"\xff\xed" + struct.pack(">H", len(iptc) + 2) + iptc + body[2:] + MARKER
    if form == "PNG":
        notes = PngImagePlugin.PngInfo()
        notes.add_text("Comment", MARKER.decode())
        notes.add_itxt("XML:com.adobe.xmp", xmp.decode())
        options["pnginfo"] = notes  # type: ignore[assignment]
    else:
        options["xmp"] = xmp
    return upload(form=form, **options).getvalue() + MARKER


@pytest.mark.parametrize("form", FORMS)
def test_nothing_is_carried_along(form: str) -> None:
    sent = laden(form)
    assert sent.count(MARKER) >= 4

    made = take(BytesIO(sent))

    assert len(made.files) == 2
    for content in made.files.values():
        assert chunks(content) == [b"VP8 "]
        for word in (MARKER, b"Exif", b"EXIF", b"GPS", b"xpacket", b"xmpmeta", b"8BIM", b"ICC", b"Comment"):
            assert word not in content
        assert not set(opened(content).info) & {"exif", "xmp", "icc_profile", "comment"}


@pytest.mark.parametrize("form", FORMS)
def test_the_picture_is_the_one_that_was_sent(form: str) -> None:
    made = take(upload(picture(640, 480), form))

    assert list(made.files) == [(480, 360), (640, 480)]
    assert made.size == Size(640, 480)
    for size, content in made.files.items():
        assert opened(content).size == size
        assert corners(content) == ["red", "green", "blue", "white"]


@pytest.mark.parametrize(
    ("sent", "sizes"),
    [
        ((4000, 3000), [(480, 360), (960, 720), (1920, 1440)]),
        ((3000, 4000), [(360, 480), (720, 960), (1440, 1920)]),
        ((1920, 1080), [(480, 270), (960, 540), (1920, 1080)]),
        ((1200, 900), [(480, 360), (960, 720), (1200, 900)]),
        ((480, 300), [(480, 300)]),
        ((300, 200), [(300, 200)]),
        ((8000, 210), [(480, 12), (960, 25), (1920, 50)]),
    ],
)
def test_three_sizes_and_none_enlarged(sent: tuple[int, int], sizes: list[tuple[int, int]]) -> None:
    made = take(upload(picture(*sent)))

    assert list(made.files) == sizes
    assert [opened(content).size for content in made.files.values()] == sizes


@pytest.mark.parametrize(
    ("orientation", "seen"),
    [
        (1, ["red", "green", "blue", "white"]),
        (2, ["green", "red", "white", "blue"]),
        (3, ["white", "blue", "green", "red"]),
        (4, ["blue", "white", "red", "green"]),
        (5, ["red", "blue", "green", "white"]),
        (6, ["blue", "red", "white", "green"]),
        (7, ["white", "green", "blue", "red"]),
        (8, ["green", "white", "red", "blue"]),
        (77, ["red", "green", "blue", "white"]),
    ],
)
@pytest.mark.parametrize("form", ["JPEG", "PNG", "WEBP"])
def test_the_picture_stands_upright(form: str, orientation: int, seen: list[str]) -> None:
    exif = Image.Exif()
    exif[0x0112] = orientation

    made = take(upload(picture(640, 480), form, exif=exif.tobytes()))

    assert made.size == ((480, 640) if orientation in {5, 6, 7, 8} else (640, 480))
    assert corners(made.files[made.size]) == seen


def test_what_a_phone_turned_is_turned_once() -> None:
    exif = Image.Exif()
    exif[0x0112] = 6

    made = take(upload(picture(640, 480), "HEIF", exif=exif.tobytes()))

    assert made.size == (480, 640)
    assert corners(made.files[made.size]) == ["blue", "red", "white", "green"]


def test_broken_notes_do_not_break_the_picture() -> None:
    exif = b"Exif\0\0MM\0*\xff\xff\xff\xff" + b"\xff" * 40

    assert take(upload(exif=exif)).size == (640, 480)


@pytest.mark.parametrize("mode", ["1", "L", "P", "CMYK", "YCbCr"])
def test_every_way_to_write_colours_is_read(mode: str) -> None:
    form = "JPEG" if mode in {"CMYK", "YCbCr"} else "PNG"

    made = take(upload(picture(mode=mode), form))

    seen = corners(made.files[made.size])
    assert seen[3] == "white"
    if mode not in {"1", "L"}:
        assert seen[:3] == ["red", "green", "blue"]


def test_sixteen_bits_of_grey_keep_their_shades() -> None:
    made = take(upload(Image.new("I;16", (300, 300), 0x8080), "PNG"))

    assert opened(made.files[made.size]).getpixel((9, 9)) == pytest.approx((128, 128, 128), abs=3)


@pytest.mark.parametrize("form", ["PNG", "WEBP"])
def test_what_shines_through_lies_on_white_and_hides_nothing(form: str) -> None:
    image = picture().convert("RGBA")
    image.paste((255, 0, 0, 0), (0, 0, 320, 240))

    made = take(upload(image, form))

    assert corners(made.files[made.size]) == ["white", "green", "blue", "white"]
    assert chunks(made.files[made.size]) == [b"VP8 "]


def test_colours_of_a_profile_become_those_of_the_screen() -> None:
    swapped = bytearray(ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes())
    red, blue = swapped.index(b"rXYZ"), swapped.index(b"bXYZ")
    swapped[red], swapped[blue] = swapped[blue], swapped[red]

    made = take(upload(form="PNG", icc_profile=bytes(swapped)))

    assert corners(made.files[made.size]) == ["blue", "green", "red", "white"]


def test_a_broken_profile_is_left_aside() -> None:
    made = take(upload(icc_profile=b"no profile at all" * 20))

    assert corners(made.files[made.size]) == ["red", "green", "blue", "white"]


@pytest.mark.parametrize("form", ["PNG", "WEBP"])
def test_of_moving_pictures_the_first_is_taken(form: str) -> None:
    later = Image.new("RGB", (640, 480), "black")

    made = take(upload(form=form, save_all=True, append_images=[later, later]))

    assert corners(made.files[made.size]) == ["red", "green", "blue", "white"]


# --- refusals -------------------------------------------------------------------------------------


def png(width: int, height: int, *further: bytes) -> bytes:
    """The head of a PNG of this size, further chunks, and no pixel."""

    def chunk(name: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))

    head = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + head + b"".join(chunk(each[:4], each[4:]) for each in further)


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\0" * 5000,
        b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)' width='500' height='500'/>",
        b"<!doctype html><script>alert(1)</script>",
        b"%PDF-1.7\n" + b"0" * 500,
        b"PK\x03\x04" + b"0" * 500,
        b"<script>alert(1)</script>" + upload().getvalue(),
        upload(form="GIF").getvalue(),
        upload(form="TIFF").getvalue(),
        upload(form="BMP").getvalue(),
        upload(form="ICO").getvalue(),
        upload(form="PPM").getvalue(),
        upload(form="AVIF").getvalue(),
        b"GIF89a/*" + upload().getvalue(),
    ],
    ids=lambda content: repr(content[:12]),
)
def test_other_files_are_no_pictures(content: bytes) -> None:
    assert refused(content) == "unreadable"


def test_what_is_glued_to_a_picture_stays_behind() -> None:
    sent = upload().getvalue() + b"PK\x03\x04<script>alert(1)</script>%PDF-1.7"

    made = take(BytesIO(sent))

    assert all(b"alert" not in content and b"PDF" not in content for content in made.files.values())


def test_a_file_may_be_ten_megabytes_and_no_byte_more() -> None:
    sent = upload().getvalue()

    assert take(BytesIO(sent + b"\0" * (MOST_BYTES - len(sent)))).size == (640, 480)
    assert refused(sent + b"\0" * (MOST_BYTES - len(sent) + 1)) == "too-heavy"


def heic_that_claims(side: int, content: bytes) -> bytes:
    """A HEIC file that says it measures so many pixels."""
    claimed = re.sub(
        rb"ispe\0{4}.{8}", b"ispe" + struct.pack(">III", 0, side, side), content, flags=re.DOTALL
    )
    assert claimed != content
    return claimed


@pytest.mark.parametrize(
    ("width", "height"), [(10_000, 10_000), (8000, 5001), (65_500, 65_500), (2**31 - 1, 2**31 - 1)]
)
def test_pixels_are_counted_before_any_is_read(width: int, height: int) -> None:
    assert refused(png(width, height, b"IDAT" + zlib.compress(b"\0" * 100))) == "too-large"


def test_forty_megapixels_are_no_too_many() -> None:
    made = take(upload(Image.new("L", (8000, 5000), 200)))

    assert made.size == (1920, 1200)


def test_a_hundred_megapixels_are_refused_by_their_heads() -> None:
    jpeg = bytearray(upload(picture(300, 300)).getvalue())
    frame = jpeg.index(b"\xff\xc0")
    jpeg[frame + 5 : frame + 9] = struct.pack(">HH", 10_000, 10_000)
    webp = bytearray(upload(picture(300, 300), "WEBP", exif=b"Exif\0\0II").getvalue())
    assert webp[12:16] == b"VP8X"
    webp[24:30] = (9_999).to_bytes(3, "little") * 2

    assert refused(bytes(jpeg)) == "too-large"
    assert refused(bytes(webp)) in {"too-large", "damaged"}
    assert refused(heic_that_claims(10_000, upload(picture(300, 300), "HEIF").getvalue())) == "too-large"


def test_a_small_head_smuggles_no_large_picture_in() -> None:
    sent = upload(picture(2000, 2000), "HEIF").getvalue()

    assert refused(heic_that_claims(300, sent)) == "damaged"


@pytest.mark.parametrize("size", [(199, 900), (900, 199), (1, 1)])
def test_small_pictures_are_refused(size: tuple[int, int]) -> None:
    assert refused(upload(picture(*size)).getvalue()) == "too-small"


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("part", [0.02, 0.1, 0.3, 0.5, 0.7, 0.9])
def test_what_is_cut_off_is_refused(form: str, part: float) -> None:
    noise = Image.effect_noise((400, 300), 80).convert("RGB")
    sent = upload(noise, form).getvalue()

    assert refused(sent[: int(len(sent) * part)]) == "damaged"


@pytest.mark.parametrize("kind", [b"zTXt", b"iTXt", b"iCCP"])
def test_bombs_in_notes_are_harmless(kind: bytes) -> None:
    bomb = zlib.compress(b"\0" * 200_000_000, 9)
    between = {b"zTXt": b"note\0\0", b"iTXt": b"note\0\1\0\0\0", b"iCCP": b"icc\0\0"}[kind]

    assert refused(png(400, 400, kind + between + bomb)) == "damaged"


def test_a_bomb_of_pixels_ends_with_the_picture() -> None:
    """More packed bytes than the picture has room for."""
    body = zlib.compress(b"\0" * 300_000_000, 9)

    made = take(BytesIO(png(400, 400, b"IDAT" + body, b"IEND")))

    assert made.size == (400, 400)


def test_a_jpeg_of_endless_passes_is_refused() -> None:
    sent = upload(progressive=True).getvalue()
    start = sent.rindex(b"\xff\xda")
    last_pass = sent[start:-2]

    assert take(BytesIO(sent)).size == (640, 480)
    assert refused(sent[:-2] + last_pass * 40 + sent[-2:]) == "damaged"


def test_a_preview_within_the_notes_is_no_pass() -> None:
    assert take(upload(exif=b"Exif\0\0" + b"\xff\xda" * 100)).size == (640, 480)


@pytest.mark.parametrize("form", FORMS)
def test_no_bytes_break_it(form: str) -> None:
    """Flipped, cut and random bytes: a picture or a refusal, whatever comes."""
    luck = random.Random(form)
    whole = upload(Image.effect_noise((260, 220), 60).convert("RGB"), form).getvalue()
    refusals = 0
    for turn in range(250):
        sent = bytearray(whole)
        if turn % 3 == 0:
            del sent[luck.randrange(len(sent)) :]
        elif turn % 3 == 1:
            sent[16:] = luck.randbytes(luck.randrange(4000))
        for _flip in range(luck.randrange(12)):
            if sent:
                sent[luck.randrange(min(len(sent), luck.choice([64, 600, len(sent)])))] = luck.randrange(256)
        try:
            made = take(BytesIO(bytes(sent)))
        except PictureError:
            refusals += 1
        else:
            assert isinstance(made, Picture)
            assert all(chunks(content) == [b"VP8 "] for content in made.files.values())
    assert refusals > 100


def test_refusals_are_said_in_both_languages() -> None:
    error = PictureError("too-heavy")

    with override("en"):
        assert str(error) == "This file is larger than 10 MB. Please choose a smaller one."
    with override("de"):
        assert str(error) == "Diese Datei ist größer als 10 MB. Bitte wählen Sie eine kleinere."
