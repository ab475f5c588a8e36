"""security.txt, and what is logged of a request."""

import re
from datetime import UTC, datetime, timedelta

import structlog


def test_weaknesses_can_be_reported_for_less_than_a_year(api, settings):
    settings.SECURITY_CONTACT = "mailto:veilig@example.org"

    response = api.get("/.well-known/security.txt")

    lines = dict(line.split(": ", 1) for line in response.content.decode().splitlines())
    expires = datetime.fromisoformat(lines["Expires"])
    assert response["Content-Type"] == "text/plain; charset=utf-8"
    assert lines["Contact"] == "mailto:veilig@example.org"
    assert lines["Preferred-Languages"] == "nl, en"
    assert timedelta(days=30) < expires - datetime.now(UTC) < timedelta(days=365)


def test_a_request_is_logged_without_what_may_be_private(api):
    with structlog.testing.capture_logs(
        [structlog.contextvars.merge_contextvars]
    ) as lines:
        response = api.get("/v1/besturen?limit=x", headers={"Cookie": "a=geheim"})

    started, finished = (line for line in lines if line["event"].startswith("request_"))
    assert started["request"] == finished["request"] == "GET /v1/besturen"
    assert finished["code"] == 400
    assert re.fullmatch(r"[0-9a-f-]{36}", finished["request_id"])
    assert response.json()["instance"] == f"urn:uuid:{finished['request_id']}"
    assert "127.0.0.1" not in str(lines)
    assert "geheim" not in str(lines)


def test_nobody_else_chooses_the_request_id(api):
    response = api.get("/v1/nergens", headers={"X-Request-ID": "verzonnen"})

    assert "verzonnen" not in response.content.decode()
