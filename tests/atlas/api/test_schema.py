"""The description: valid, whole, in plain words, with examples that fit."""

from collections.abc import Iterator
from typing import Any

import jsonschema
import pytest
from django.test import Client
from django.urls import reverse
from drf_spectacular.validation import validate_schema

from atlas.api.parameters import DOCUMENTED, LARGEST_PAGE
from atlas.filters import PARAMETERS

Schema = dict[str, Any]


@pytest.fixture
def schema(client: Client) -> Schema:
    """The description as it is served. It asks no database, hence no mark."""
    response = client.get("/api/v1/schema/")
    assert response["Content-Type"] == "application/json"
    answer: Schema = response.json()
    return answer


def operations(schema: Schema) -> Iterator[tuple[str, Schema]]:
    for path, methods in schema["paths"].items():
        for operation in methods.values():
            yield path, {"parameters": []} | operation


def test_it_is_valid_openapi(schema: Schema) -> None:
    assert schema["openapi"].startswith("3.1")
    validate_schema(schema)


def test_it_names_every_address(schema: Schema) -> None:
    from atlas.api.urls import urlpatterns

    routes = [str(pattern.pattern) for pattern in urlpatterns]
    expected = {
        "/api/" + route.replace("<slug:", "{").replace("<int:", "{").replace(">", "}")
        for route in routes
        if route.startswith("v1/") and route != "v1/schema/"
    }

    assert set(schema["paths"]) == expected


def test_everything_is_explained(schema: Schema) -> None:
    silent = []
    for path, operation in operations(schema):
        assert operation["summary"].endswith(".")
        silent += [
            f"{path} {each['name']}" for each in operation["parameters"] if not each.get("description")
        ]
        silent += [
            f"{path} {code}" for code, each in operation["responses"].items() if not each["description"]
        ]
    for name, component in schema["components"]["schemas"].items():
        fields = component.get("properties", {})
        silent += [f"{name}.{field}" for field, each in fields.items() if not each.get("description")]

    assert silent == []


def test_every_parameter_and_answer_has_an_example(schema: Schema) -> None:
    bare = []
    for path, operation in operations(schema):
        bare += [
            f"{path} {each['name']}"
            for each in operation["parameters"]
            if not each.get("examples") and not each["schema"].get("examples")
        ]
        bare += [
            f"{path} {code}"
            for code, answer in operation["responses"].items()
            for content in answer.get("content", {}).values()
            if not content.get("examples")
        ]

    assert bare == []


def test_examples_fit_what_they_show(schema: Schema) -> None:
    def check(value: Any, shape: Schema) -> None:
        whole = {**shape, "components": schema["components"]}
        jsonschema.validate(value, whole, cls=jsonschema.Draft202012Validator)

    for _path, operation in operations(schema):
        for parameter in operation["parameters"]:
            for example in parameter["schema"].get("examples", []):
                check(example, parameter["schema"])
        for answer in operation["responses"].values():
            for content in answer.get("content", {}).values():
                for example in content["examples"].values():
                    check(example["value"], content["schema"])


@pytest.mark.django_db
def test_examples_of_the_limits_are_accepted(client: Client) -> None:
    assert (
        client.get(f"/api/v1/cities/?page_size={LARGEST_PAGE}&page=1&ordering=-population").status_code == 200
    )


def test_errors_are_described_with_their_one_shape(schema: Schema) -> None:
    for path, operation in operations(schema):
        described = {"400", "406", "429", "500", "503"} | ({"404"} if "{" in path else set())
        assert described | {"200", "304"} == set(operation["responses"])
        for code in described:
            content = operation["responses"][code]["content"]["application/json"]
            assert content["schema"] == {"$ref": "#/components/schemas/Error"}


def test_every_filter_is_described_where_it_works(schema: Schema) -> None:
    assert set(PARAMETERS) < set(DOCUMENTED)
    for name in ("cities", "networks", "memberships", "resolutions", "practices"):
        listed = {each["name"] for each in schema["paths"][f"/api/v1/{name}/"]["get"]["parameters"]}
        own = {"status"} if name == "memberships" else set()
        assert listed == {*PARAMETERS, "page", "page_size", "ordering"} | own


@pytest.mark.django_db
def test_every_order_described_is_one(client: Client, schema: Schema) -> None:
    for path, operation in operations(schema):
        for parameter in operation["parameters"]:
            for order in parameter["schema"].get("enum", []) if parameter["name"] == "ordering" else []:
                assert client.get(path, {"ordering": order}).status_code == 200, (path, order)


def test_it_is_the_same_in_every_language(client: Client) -> None:
    german = client.get("/api/v1/schema/", headers={"Accept-Language": "de"})
    english = client.get("/api/v1/schema/", headers={"Accept-Language": "en"})

    assert german.content == english.content
    assert "Town" in english.text


def test_names_of_operations_are_told_apart(schema: Schema) -> None:
    names = [operation["operationId"] for _path, operation in operations(schema)]

    assert len(names) == len(set(names))
    assert {"listCities", "getCity", "downloadCitiesCsv", "getFacets", "getSearch"} <= set(names)


@pytest.mark.django_db
def test_people_find_an_introduction_and_a_reference(client: Client) -> None:
    introduction = client.get(reverse("api:introduction"), headers={"Accept-Language": "de"})
    reference = client.get(reverse("api:reference"))
    script = client.get(reverse("api:reference") + "?script=")

    assert introduction["Content-Type"] == reference["Content-Type"] == "text/html; charset=utf-8"
    assert 'lang="de"' in introduction.text
    assert reverse("api:reference") in introduction.text
    assert reverse("api:schema") in introduction.text
    for name in ("api:facets", "api:oembed"):
        assert reverse(name) in introduction.text
    for name in ("embed", "map-picture"):
        assert f'href="/de{reverse(name).removeprefix("/en")}?' in introduction.text
    assert "swagger-ui-bundle" in reference.text
    assert "<style" not in reference.text
    assert "script-src 'self'" in reference["Content-Security-Policy"].split("; ")
    assert "unsafe" not in reference["Content-Security-Policy"]
    assert script["Content-Type"].startswith("application/javascript")
    assert "/api/v1/schema/" in script.text
