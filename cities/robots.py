"""What a server's robots.txt asks of programs like ours (RFC 9309).

Python's own reader knows neither wildcards nor that the longest rule wins.
"""

from dataclasses import dataclass, field
from urllib.parse import quote, unquote

NAME = "citybycity-linkcheck"
LONGEST_DELAY = 30.0  # seconds between two requests


@dataclass
class Rules:
    """The rules that hold for us: (path, whether it is open)."""

    paths: list[tuple[str, bool]] = field(default_factory=list)
    delay: float = 0.0

    def allow(self, target: str) -> bool:
        """Whether a path with its query may be asked; of equally long rules the kinder one wins."""
        asked = _plain(target)
        matching = [(len(path), is_open) for path, is_open in self.paths if _matches(path, asked)]
        return max(matching, default=(0, True))[1]


def read(text: str) -> Rules:
    """Find the rules for us, else those for everybody."""
    ours, everybodys = Rules(), Rules()
    named: list[str] = []  # the programs that the present group names
    found = listening = False
    for line in text.splitlines():
        key, _colon, value = line.partition("#")[0].partition(":")
        key, value = key.strip().lower(), value.strip()
        if key == "user-agent":
            named = [*named, value.lower()] if listening else [value.lower()]
            listening = True
            found = found or value.lower() == NAME
        elif key in {"allow", "disallow", "crawl-delay"}:
            listening = False
            for name, rules in ((NAME, ours), ("*", everybodys)):
                if name in named:
                    _add(rules, key, value)
    return ours if found else everybodys


def _add(rules: Rules, key: str, value: str) -> None:
    if key == "crawl-delay":
        try:
            rules.delay = max(0.0, min(float(value), LONGEST_DELAY))
        except ValueError:
            return
    elif value:
        rules.paths.append((_plain(value), key == "allow"))


def _plain(path: str) -> str:
    """One spelling for the same path, whatever is written as %-code."""
    return quote(unquote(path), safe="/?&=*$;,:@!+'()%~")


def _matches(rule: str, asked: str) -> bool:
    """Whether a rule with * and a $ at its end covers a path, without the traps of regular expressions."""
    first, *rest = rule.removesuffix("$").split("*")
    if not asked.startswith(first):
        return False
    at = len(first)
    if rule.endswith("$"):
        if not rest:
            return at == len(asked)
        last = rest.pop()
        if not asked.endswith(last) or at + len(last) > len(asked):
            return False
        asked = asked[: len(asked) - len(last)]
    for piece in rest:
        found = asked.find(piece, at)
        if found < 0:
            return False
        at = found + len(piece)
    return True
