"""Tests that change the register: they have a product of their own, so that all others read the register as it is."""

from collections.abc import Iterator
from typing import Any

import pytest

from tests.browser.conftest import Manage, managing, served, surroundings_in


@pytest.fixture(scope="session")
def surroundings(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """The environment of the product that may be written to."""
    return surroundings_in(tmp_path_factory.mktemp("written"))


@pytest.fixture(scope="session")
def manage(surroundings: dict[str, str]) -> Manage:
    """Run a command of manage.py on its database; gives what it printed."""
    return managing(surroundings)


@pytest.fixture(scope="session")
def site(manage: Manage, surroundings: dict[str, str]) -> Iterator[str]:
    """Its address, without a slash at the end."""
    with served(surroundings) as address:
        yield address


@pytest.fixture(scope="session")
def base_url(site: str) -> str:
    """Where `page.goto("/en/")` leads."""
    return site


@pytest.fixture(scope="session")
def browser_context_args(browser_context_args: dict[str, Any], base_url: str) -> dict[str, Any]:
    """As everywhere, but at this product's address."""
    return {**browser_context_args, "base_url": base_url}
