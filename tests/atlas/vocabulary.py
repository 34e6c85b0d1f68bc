"""The words of schema.org: which types there are and which properties each may have, read from the package schema-dts."""

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

TYPES = Path(__file__).parents[2] / "node_modules" / "schema-dts" / "dist" / "schema.d.ts"


@dataclass(frozen=True)
class Interface:
    """A part of the vocabulary as TypeScript declares it."""

    above: tuple[str, ...]
    properties: frozenset[str]


@cache
def interfaces() -> dict[str, Interface]:
    """All declared interfaces, by name."""
    found = {}
    declared = re.finditer(
        r"^(?:export )?interface (\w+)(?: extends ([\w<>, ]+?))? \{\n(.*?)^\}", TYPES.read_text(), re.M | re.S
    )
    for match in declared:
        name, above, body = match.groups()
        properties = frozenset(re.findall(r'^    "([^"]+)"\??:', body, re.M))
        found[name] = Interface(tuple(re.split(r",\s*", above or "")), properties)
    return found


def properties(kind: str) -> frozenset[str]:
    """What a thing of this type may say; KeyError for an unknown type."""
    return _all(f"{kind}Leaf")


def _all(name: str) -> frozenset[str]:
    interface = interfaces()[name]
    above = (_all(each) for each in interface.above if each in interfaces())
    return interface.properties.union(*above)
