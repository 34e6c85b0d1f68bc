"""What no file of the repository may hold."""

import re
import subprocess
from pathlib import Path

import pytest

# Written in pieces, so that this file does not accuse itself.
FORBIDDEN = {
    "a package registry's host": r"pypi\."
    + r"org|python"
    + r"hosted\.org|npm"
    + r"js\.(?:org|com)|yarn"
    + r"pkg\.com",
    "a path of somebody's machine": r"(?<![\w.\-~/}>*])/(?:root|work|home/\w+|Users/\w+|tmp)" + r"/\w",
    "a private key": r"-----BEGIN [A-Z ]*PRIVATE " + r"KEY-----",
    "an access token": r"\b(?:gh[pousr]_\w{36}|AKIA[0-9A-Z]{16}|xox[abprs]-[\w-]{10,}|sk-\w{32,})\b",
    "a secret key": r"SECRET_KEY\s*=\s*['\"]" + r"[^'\"]{30,}",
    "an unfinished thought": r"\b(?:TO" + r"DO|FIX" + r"ME|XX" + r"X)\b",
}


@pytest.fixture(scope="module")
def texts() -> dict[str, str]:
    """Content of all text files that git keeps."""
    root = Path(__file__).resolve().parents[2]
    listed = subprocess.run(
        ["git", "-c", f"safe.directory={root}", "ls-files", "-z"], cwd=root, check=True, capture_output=True
    )
    found = {}
    for name in filter(None, listed.stdout.decode().split("\0")):
        path = root / name
        if not path.exists():
            continue  # removed, not committed yet
        try:
            found[name] = path.read_text()
        except UnicodeDecodeError:
            continue  # pictures and the basemap
    return found


@pytest.mark.parametrize(("what", "pattern"), FORBIDDEN.items(), ids=FORBIDDEN.keys())
def test_no_file_holds(what: str, pattern: str, texts: dict[str, str]) -> None:
    found = [
        f"{name}: {match.group()}"
        for name, text in texts.items()
        if not name.startswith("fixtures/register/")  # addresses of sources are what they are
        for match in re.finditer(pattern, text)
    ]

    assert found == [], what


# No pages: what a mail looks like it has to bring along.
MAILS = {"templates/submissions/mail.html"}


def test_no_page_brings_script_or_style_inline(texts: dict[str, str]) -> None:
    inline = re.compile(
        r"<style|\sstyle=|\son\w+=\"|<script(?![^>]*(?:\bsrc=|application/(?:ld\+)?json))", re.I
    )
    found = [
        f"{name}: {match.group()}"
        for name, text in texts.items()
        if name.startswith("templates/") and name not in MAILS
        for match in inline.finditer(text)
    ]

    assert found == []
