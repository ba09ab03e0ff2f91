"""The tag uses the nonce of the page's Content-Security-Policy, if there is one."""

from collections.abc import Callable
from typing import Any

import django
from django.test import override_settings
import pytest

from tests.conftest import CHATBOT, Elements


@pytest.fixture(autouse=True)
def _options(settings: Any) -> None:
    settings.OCS_CHAT = {"OPTIONS": {"chatbot_id": CHATBOT}}


def test_without_a_policy_there_is_no_nonce(client: Any) -> None:
    assert "nonce" not in client.get("/").content.decode()


def test_nonce_is_taken_from_an_argument(render: Callable[..., str]) -> None:
    scripts = [attributes for tag, attributes in Elements(render("nonce='abc' page_context=x", x={})).found if tag == "script"]
    assert [script["nonce"] for script in scripts] == ["abc", "abc"]


@pytest.mark.skipif(django.VERSION < (6, 0), reason="Django has the middleware since 6.0")
def test_nonce_is_taken_from_djangos_middleware(client: Any, settings: Any) -> None:
    from django.utils.csp import CSP

    settings.MIDDLEWARE = [*settings.MIDDLEWARE, "django.middleware.csp.ContentSecurityPolicyMiddleware"]
    settings.SECURE_CSP = {"script-src": [CSP.NONCE]}
    _assert_nonce_in_policy(client)


def test_nonce_is_taken_from_django_csp(client: Any, settings: Any) -> None:
    from csp.constants import NONCE

    with override_settings(
        MIDDLEWARE=[*settings.MIDDLEWARE, "csp.middleware.CSPMiddleware"],
        CONTENT_SECURITY_POLICY={"DIRECTIVES": {"script-src": [NONCE]}},
    ):
        _assert_nonce_in_policy(client)


def _assert_nonce_in_policy(client: Any) -> None:
    first, second = client.get("/"), client.get("/")
    nonce = Elements(first.content.decode())["script"]["nonce"]
    assert nonce and len(nonce) > 15
    assert f"script-src 'nonce-{nonce}'" in first["Content-Security-Policy"]
    assert Elements(second.content.decode())["script"]["nonce"] != nonce
