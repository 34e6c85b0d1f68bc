"""The map in a frame on somebody else's page, which comes from another site than ours."""

import re
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import BrowserContext, Frame, Page, Request, expect

from tests.browser.map_page import PICTURE, covering, held_back, painted_pixels, picture_at_rest


class SomebodysPage(BaseHTTPRequestHandler):
    """A page with nothing but a frame of the address and size in its own."""

    def do_GET(self) -> None:
        """Answer with the page."""
        asked = parse_qs(urlsplit(self.path).query)
        source = asked.get("frame", ["about:blank"])[0].replace("&", "&amp;")
        width, height = asked.get("size", ["800x600"])[0].split("x")
        body = (
            '<!doctype html><title>Somebody</title><link rel="icon" href="data:,">'
            f'<iframe src="{source}" width="{width}" height="{height}" title="Map"></iframe>'
        ).encode()
        self.send_response(200)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *arguments: object) -> None:  # noqa: A002  (the base class's name)
        """Say nothing."""


@pytest.fixture(scope="module")
def somebody() -> Iterator[str]:
    """Another site: `localhost` is a stranger to `127.0.0.1`."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), SomebodysPage)
    Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://localhost:{server.server_port}/"
    server.shutdown()
    server.server_close()


@pytest.fixture
def framed(page: Page, site: str, somebody: str, complaints: list[str]) -> Iterator[Callable[..., Frame]]:
    """Show an address of ours in somebody's page and give the frame."""

    def show(path: str, size: str = "800x600") -> Frame:
        source = f"{site}{path}".replace("&", "%26").replace("#", "%23")
        page.goto(f"{somebody}?size={size}&frame={source}")
        frame = page.frames[1]
        frame.wait_for_load_state()
        return frame

    yield show
    # That somebody's own page is none of ours is the point here.
    strangers = [text for text in complaints if not text.startswith(f"request to a foreign host: {somebody}")]
    complaints[:] = strangers


def alive(frame: Frame) -> None:
    frame.locator("#map[data-ready]").wait_for()


def sentence(frame: Frame | Page) -> str:
    text = " ".join(frame.locator("#sentence").inner_text().split())
    return text.replace(" , ", ", ").replace(" ,", ",")


@pytest.mark.parametrize("language", ["en", "de"])
def test_the_map_lives_on_another_site(
    framed: Callable[..., Frame], page: Page, site: str, somebody: str, language: str
) -> None:
    asked: list[Request] = []

    def note(request: Request) -> None:
        asked.append(request)

    page.context.on("request", note)

    frame = framed(f"/{language}/embed/?network=eccar&country=DE")
    alive(frame)
    framed_sentence = sentence(frame)

    assert painted_pixels(frame) > 1000
    expect(frame.locator("canvas").first).to_be_visible()
    assert {"/".join(request.url.split("/")[:3]) + "/" for request in asked} == {f"{site}/", somebody}
    assert page.context.cookies() == []
    page.goto(f"{site}/{language}/map/?network=eccar&country=DE")
    assert sentence(page).lower() == framed_sentence.lower()


def test_its_link_opens_the_map_in_a_tab_that_knows_nothing_of_the_frame(
    framed: Callable[..., Frame], page: Page, site: str
) -> None:
    frame = framed("/en/embed/?country=DE&theme=dark")

    with page.context.expect_page() as opened:
        frame.get_by_role("link", name="Open map and list").click()

    expect(opened.value).to_have_url(f"{site}/en/map/?country=DE")
    assert opened.value.evaluate("opener") is None
    assert frame.url.startswith(f"{site}/en/embed/")


def test_a_place_opens_its_page_in_a_tab_of_its_own(
    framed: Callable[..., Frame], page: Page, site: str
) -> None:
    frame = framed("/de/embed/?q=Monaco+di+Baviera#9/48.1374/11.5755")
    alive(frame)

    frame.locator("#map").hover()
    expect(frame.locator("#hint")).to_contain_text("München")
    with page.context.expect_page() as opened:
        frame.locator("#map").click()

    expect(opened.value).to_have_url(f"{site}/de/cities/muenchen/")
    assert opened.value.evaluate("opener") is None


def test_places_at_one_point_are_listed_on_the_map_itself(new_context: Callable[..., BrowserContext]) -> None:
    page = new_context().new_page()
    page.goto("/de/embed/?country=DE&basemap=off#9/50.77664/6.08342")
    page.locator("#map[data-ready]").wait_for()
    with page.context.expect_page() as opened:
        page.locator("#map").click()
    expect(opened.value).to_have_url(re.compile(r"/de/map/\?country=DE#12/50\.7766/6\.0834$"))


def test_the_map_can_be_moved_in_closer(framed: Callable[..., Frame]) -> None:
    frame = framed("/en/embed/?country=DE&basemap=off#6/51/10")
    alive(frame)
    before = picture_at_rest(frame)

    frame.get_by_role("button", name="Zoom in").click()

    frame.wait_for_function(f"before => {PICTURE} !== before", arg=before)


def test_the_colours_are_those_asked_for(framed: Callable[..., Frame]) -> None:
    paper = "getComputedStyle(document.documentElement).backgroundColor"

    light = framed("/en/embed/?theme=light").evaluate(paper)
    dark = framed("/en/embed/?theme=dark").evaluate(paper)

    assert light != dark


@pytest.mark.parametrize("size", ["320x240", "360x480", "1200x400"])
def test_it_fits_frames_of_any_size(framed: Callable[..., Frame], size: str) -> None:
    frame = framed("/de/embed/?network=sichere-haefen&region=DE-NW&basemap=off", size)
    alive(frame)

    height = int(size.split("x")[1])
    shown = frame.evaluate(
        """() => ({
          scrolls: document.documentElement.scrollWidth > innerWidth || document.documentElement.scrollHeight > innerHeight,
          map: document.getElementById("map").clientHeight,
        })"""
    )
    assert not shown["scrolls"]
    assert shown["map"] > height * 0.35
    expect(frame.locator("#embed-open")).to_be_in_viewport(ratio=1)


@pytest.mark.parametrize("rings", ["network", "topic"])
def test_its_legend_covers_no_ring(framed: Callable[..., Frame], rings: str) -> None:
    frame = framed(f"/en/embed/?network=eccar&rings={rings}&basemap=off", "600x450")
    alive(frame)
    expect(frame.locator("#legend")).to_be_visible()
    picture_at_rest(frame)

    assert covering(frame, "#legend, .embed-map .map-buttons") == []


def test_who_moves_the_map_before_its_legend_comes_is_left_alone(
    framed: Callable[..., Frame], page: Page
) -> None:
    looking = "document.querySelector('.leaflet-proxy').style.transform"
    release = held_back(page, "**/api/v1/map/**")
    frame = framed("/en/embed/?network=eccar&basemap=off", "600x450")
    frame.get_by_role("button", name="Zoom in").click()
    picture_at_rest(frame)
    moved = frame.evaluate(looking)
    release()
    expect(frame.locator("#legend")).to_be_visible()
    picture_at_rest(frame)

    assert frame.evaluate(looking) == moved


def test_without_scripts_there_is_the_picture(new_context: Callable[..., BrowserContext], site: str) -> None:
    page = new_context(java_script_enabled=False).new_page()
    page.goto(f"{site}/en/embed/?network=eccar")

    shown = page.get_by_role("img", name=re.compile("places in the network ECCAR"))
    expect(shown).to_be_visible()
    expect(shown).to_have_attribute("src", re.compile(r"^/en/map\.svg\?network=eccar"))
    expect(shown).to_have_js_property("complete", True)
    expect(shown).to_have_js_property("naturalWidth", 960)


@pytest.mark.parametrize("path", ["/en/map/", "/en/", "/en/cities/muenchen/", "/admin/login/"])
def test_no_other_page_lets_itself_be_framed(
    page: Page, site: str, somebody: str, complaints: list[str], path: str
) -> None:
    with (
        page.expect_event("framenavigated", lambda frame: frame.url == "chrome-error://chromewebdata/"),
        page.expect_console_message(lambda message: "frame-ancestors" in message.text),
    ):
        page.goto(f"{somebody}?frame={site}{path}")

    complaints.clear()  # refused, on purpose
