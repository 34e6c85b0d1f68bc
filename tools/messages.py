"""Collect the texts to translate, and compile the translations. Needs Babel and Django, no gettext.

    python tools/messages.py            collect into locale/<language>/LC_MESSAGES/django.po, then compile
    python tools/messages.py --compile  only compile

Run by `make messages`; the house test for complete translations uses the same functions.
"""

import argparse
import tempfile
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import DEFAULT_KEYWORDS, extract
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from django.utils.translation.template import templatize

ROOT = Path(__file__).resolve().parent.parent
LOCALE = ROOT / "locale"
APPS = ("atlas", "cities", "networks", "practices", "submissions")

KEYWORDS = DEFAULT_KEYWORDS | {
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext_lazy": (1, 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext_lazy": ((1, "c"), 2, 3),
}

# The whole head: what gettext's own tools add (dates, names, versions) only makes merges collide.
HEAD = """\
msgid ""
msgstr ""
"Language: {language}\\n"
"MIME-Version: 1.0\\n"
"Content-Type: text/plain; charset=utf-8\\n"
"Content-Transfer-Encoding: 8bit\\n"
"Plural-Forms: nplurals={plurals}; plural={rule};\\n"

"""


def catalogues() -> list[Path]:
    """The .po file of every language that is translated into."""
    return sorted(LOCALE.glob("*/LC_MESSAGES/django.po"))


def collected() -> Catalog:
    """All texts marked for translation in the apps' Python files and in the templates."""
    catalogue = Catalog(charset="utf-8")
    for path, source in _sources():
        for _line, texts, comments, context in extract(
            "python", BytesIO(source.encode()), KEYWORDS, comment_tags=("Translators:",)
        ):
            reference = path.relative_to(ROOT).as_posix()
            # One reference a file, without its line: otherwise every edit moves half the catalogue.
            message = catalogue.get(_first(texts), context)
            known = message.locations if message else []
            locations = [] if (reference, 0) in known else [(reference, 0)]
            catalogue.add(texts, locations=locations, auto_comments=comments, context=context)
    return catalogue


def merge(path: Path, texts: Catalog) -> Catalog:
    """Bring one language's file up to date: new texts come in empty, unused ones go, the rest stays."""
    catalogue = read(path)
    catalogue.update(texts, no_fuzzy_matching=True)
    catalogue.obsolete.clear()
    body = BytesIO()
    write_po(body, catalogue, width=100, omit_header=True, sort_output=True, include_lineno=False)
    head = HEAD.format(language=path.parts[-3], plurals=catalogue.num_plurals, rule=catalogue.plural_expr)
    _replace(path, head.encode() + body.getvalue())
    return catalogue


def read(path: Path) -> Catalog:
    """One language's file."""
    with path.open("rb") as file:
        return read_po(file, locale=path.parts[-3])


def compile_all() -> None:
    """Write each catalogue's binary form, which Django reads, where it is older than the text."""
    for path in catalogues():
        binary = path.with_suffix(".mo")
        if binary.exists() and binary.stat().st_mtime >= path.stat().st_mtime:
            continue
        write_binary(path, read(path))


def write_binary(path: Path, catalogue: Catalog) -> None:
    """Write a catalogue's binary form beside its text."""
    content = BytesIO()
    write_mo(content, catalogue)
    _replace(path.with_suffix(".mo"), content.getvalue())


def _sources() -> Iterator[tuple[Path, str]]:
    for app in APPS:
        for path in sorted((ROOT / app).rglob("*.py")):
            if "migrations" not in path.parts:
                yield path, path.read_text()
    for path in sorted((ROOT / "templates").rglob("*.*")):
        # In brackets, because the rest of the page looks like badly indented Python.
        yield path, f"(\n{templatize(path.read_text())}\n)"


def _first(texts: str | tuple[str, ...]) -> str:
    return texts if isinstance(texts, str) else texts[0]


def _replace(path: Path, content: bytes) -> None:
    """Write beside, then rename: nobody reads half a file."""
    with tempfile.NamedTemporaryFile(dir=path.parent, delete=False) as file:
        file.write(content)
    Path(file.name).chmod(0o644)
    Path(file.name).replace(path)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--compile", action="store_true", help="only compile")
    if not parser.parse_args().compile:
        texts = collected()
        for path in catalogues():
            catalogue = merge(path, texts)
            empty = sum(1 for message in catalogue if message.id and not complete(message))
            print(f"{path.relative_to(ROOT)}: {len(catalogue)} texts, {empty} to translate")
    compile_all()


def complete(message: Message) -> bool:
    """Whether every form of the text is translated."""
    forms = message.string if isinstance(message.string, tuple | list) else [message.string]
    return bool(forms) and all(forms)


if __name__ == "__main__":
    main()
