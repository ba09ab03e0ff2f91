"""The examples in docs/django.md have the effects that the text describes."""

from collections.abc import Callable
from pathlib import Path
import re
from types import ModuleType
from typing import Any

import django
from django.contrib.auth.models import User
from django.template import engines
from django.test import Client
import pytest

from tests import settings as settings_of_tests
from tests.conftest import CHATBOT, SECRET, Elements, TokenEndpoint

PAGE = Path(__file__).parents[3] / "docs/django.md"


def example(name: str) -> str:
    found = re.search(rf"<!-- snippet:{name} -->\n\n```\w+\n(.*?)```", PAGE.read_text(), re.DOTALL)
    assert found, f"docs/django.md has no example {name}"
    return found[1]


def run(name: str, **values: Any) -> dict[str, Any]:
    """Run an example in Python, and return its variables."""
    exec(example(name), values)
    return values


@pytest.fixture
def elements(rf: Any) -> Callable[..., Elements]:
    """Render an example with these values, after the line that loads the tag."""

    def elements(name: str, user: User | None = None, **values: Any) -> Elements:
        request = rf.get("/")
        if user:
            request.user = user
        template = engines["django"].from_string("{% load ocs_chat %}" + example(name))
        return Elements(str(template.render(values, request)))

    return elements


def test_settings_and_template_show_the_chat(elements: Callable[..., Elements], settings: Any) -> None:
    documented = run("django-settings")
    assert set(documented["INSTALLED_APPS"]) <= set(settings.INSTALLED_APPS)
    settings.OCS_CHAT = documented["OCS_CHAT"]
    found = elements("django-template")
    assert found["ocs-chat"] == {"chatbot-id": CHATBOT, "embed-key": "…"}
    assert found["script"]["src"] == "/static/ocs_chat/bundle/embed.js"


def test_arguments_are_options(elements: Callable[..., Elements]) -> None:
    assert elements("django-arguments", LANGUAGE_CODE="de", questions=["Where?"])["ocs-chat"] == {
        "position": "left",
        "language": "de",
        "starter-questions": '["Where?"]',
    }


def test_page_context_is_in_the_page(elements: Callable[..., Elements]) -> None:
    assert elements("django-page-context", chat_context={"order": 42})["script"]["data-page-context"] == '{"order": 42}'


def test_id_and_name_of_the_user_are_sent(elements: Callable[..., Elements], settings: Any, user: User) -> None:
    settings.OCS_CHAT = run("django-send-user")["OCS_CHAT"]
    attributes = elements("django-template", user)["ocs-chat"]
    assert (attributes["user-id"], attributes["user-name"]) == (str(user.pk), "Ann O'Hara")


def test_pseudonym_is_sent_instead_of_the_id(elements: Callable[..., Elements], settings: Any, user: User, rf: Any) -> None:
    settings.OCS_CHAT = {"SEND_USER": True}
    request = rf.get("/")
    request.user = user
    context: dict[str, Any] = {}
    run("django-pseudonym", request=request, context=context)
    sent = elements("django-pseudonym-template", user, **context)["ocs-chat"]["user-id"]
    assert re.fullmatch("[0-9a-f]{64}", sent or "")


def test_settings_and_urls_provide_tokens(
    client: Client, settings: Any, user: User, endpoint: TokenEndpoint, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OCS_CLIENT_ID", "site")
    monkeypatch.setenv("OCS_CLIENT_SECRET", SECRET)
    settings.OCS_CHAT = run("django-oauth")["OCS_CHAT"]
    settings.OCS_CHAT["OAUTH"]["TOKEN_URL"] = endpoint.url
    urls = ModuleType("urls")
    urls.__dict__.update(run("django-urls"))
    settings.ROOT_URLCONF = urls
    client.force_login(user)
    assert client.post("/ocs-chat/token/").json() == {"token": "token-1"}


@pytest.mark.skipif(django.VERSION < (6, 0), reason="Django's own middleware is new in 6.0")
def test_policy_has_the_nonce_of_the_script(client: Client, settings: Any) -> None:
    documented = run("django-csp")
    settings.MIDDLEWARE = [*settings_of_tests.MIDDLEWARE, *documented["MIDDLEWARE"]]
    settings.SECURE_CSP = documented["SECURE_CSP"]
    response = client.get("/")
    policy = response["Content-Security-Policy"]
    nonce = Elements(response.content.decode())["script"]["nonce"]
    assert f"script-src 'nonce-{nonce}' 'wasm-unsafe-eval'" in policy
    assert "connect-src 'self' https://www.openchatstudio.com" in policy
