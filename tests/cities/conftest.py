"""What tests of the desk's acts begin with."""

import pytest
from django.contrib.auth.models import Group, User
from django.test import Client

from networks.models import Membership
from tests import making


@pytest.fixture
def editor() -> User:
    editor = User.objects.create_user("editor", first_name="Ada", is_staff=True)
    editor.groups.add(Group.objects.get(name="Editor"))
    return editor


@pytest.fixture
def desk(editor: User) -> Client:
    client = Client(headers={"Accept-Language": "en"})
    client.force_login(editor)
    return client


@pytest.fixture
def sourced() -> Membership:
    """A published membership that cites one source."""
    membership = making.make_membership(making.make_city("abdera"), making.make_network("fools"))
    membership.sources.add(making.make_source("s-first"))
    return membership
