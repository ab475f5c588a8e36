"""The page for people: everything on it comes from this service."""

import re

import pytest

from tests.routes import routes


def test_the_page_takes_nothing_from_elsewhere(api):
    page = api.get("/v1/documentatie").content.decode()

    sources = re.findall(r'(?:src|href)="([^"]+)"', page)
    assert len(sources) == 6
    assert [source for source in sources if ":" in source or "//" in source] == []
    assert "<style" not in page
    assert re.findall(r"<script(?![^>]* src=)", page) == []


def test_what_the_page_takes_is_there(api):
    page = api.get("/v1/documentatie").content.decode()

    for source in re.findall(r'(?:src|href)="(/[^"]+)"', page):
        response = api.get(source)
        assert response.status_code == 200, source
        assert b"".join(response.streaming_content)
        assert response["X-Content-Type-Options"] == "nosniff"
        assert "Access-Control-Allow-Origin" not in response


def test_the_page_links_to_the_document(api):
    assert b'href="openapi.json"' in api.get("/v1/documentatie").content


def test_only_the_page_may_run_scripts(api):
    policy = "Content-Security-Policy"

    page = api.get("/v1/documentatie")[policy]

    assert "script-src 'self'" in page
    assert "default-src 'none'" in page
    assert "unsafe" not in page
    assert "script-src" not in api.get("/v1")[policy]
    assert "script-src" not in api.get("/v1/nergens")[policy]


@pytest.mark.parametrize("name", ["naam", "versie", "documentatie", "openapi"])
def test_the_entrance_leads_to_it(api, name):
    assert api.get("/").json()[name] == api.get("/v1").json()[name]


def test_every_collection_of_the_entrance_is_there(api):
    answered = {route.pattern for route in routes() if route.pattern.count("/") == 1}

    for address in api.get("/v1").json()["bronnen"].values():
        assert address.removeprefix("/") in answered
