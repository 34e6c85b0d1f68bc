"""Fingers on a screen, as Chromium's own protocol knows them."""

from playwright.sync_api import Page

Point = tuple[float, float]
STEPS = 12


def drag(page: Page, *ways: tuple[Point, Point]) -> None:
    """Put one finger a way on the screen, move all of them at once, take them off."""
    session = page.context.new_cdp_session(page)

    def send(kind: str, share: float | None) -> None:
        points = (
            []
            if share is None
            else [
                {"id": number, "x": x + share * (to_x - x), "y": y + share * (to_y - y)}
                for number, ((x, y), (to_x, to_y)) in enumerate(ways)
            ]
        )
        session.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})

    send("touchStart", 0)
    for step in range(1, STEPS + 1):
        send("touchMove", step / STEPS)
    send("touchMove", 1)  # at rest before it is lifted: nothing is flung
    send("touchEnd", None)
    session.detach()


def middle(page: Page, selector: str) -> Point:
    """The middle of an element on the screen."""
    box = page.locator(selector).bounding_box()
    assert box
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
