"""The token view rejects unauthorized requests; the secret is sent only to the token endpoint."""

import base64
from importlib import import_module
import logging
import sys
from typing import Any

from django.contrib.auth.models import User
from django.test import Client
from django.views.debug import ExceptionReporter
import pytest

from ocs_chat import oauth
from tests.conftest import SECRET, TokenEndpoint

URL = "/chat/token/"


@pytest.fixture
def visitor(user: User, endpoint: TokenEndpoint) -> Client:
    client = Client()
    client.force_login(user)
    return client


def test_token_is_requested_with_the_credentials_of_the_site(visitor: Client, endpoint: TokenEndpoint) -> None:
    response = visitor.post(URL)
    assert response.json() == {"token": "token-1"}
    assert "no-store" in response["Cache-Control"] and "private" in response["Cache-Control"]
    authorization, body = endpoint.requests[0]
    assert authorization == f"Basic {base64.b64encode(f'site:{SECRET}'.encode()).decode()}"
    assert body == b"grant_type=client_credentials&scope=chat%3Astart"


def test_credentials_are_encoded(visitor: Client, endpoint: TokenEndpoint, settings: Any) -> None:
    settings.OCS_CHAT["OAUTH"] |= {"CLIENT_ID": "a:b", "CLIENT_SECRET": "c/d\r\nX-Evil: 1"}
    visitor.post(URL)
    authorization = endpoint.requests[0][0] or ""
    assert base64.b64decode(authorization.removeprefix("Basic ")) == b"a%3Ab:c%2Fd%0D%0AX-Evil%3A%201"


def test_without_login_there_is_no_token(client: Client, endpoint: TokenEndpoint) -> None:
    response = client.post(URL)
    assert (response.status_code, set(response.json())) == (401, {"detail"})
    assert endpoint.requests == []


def test_view_responds_with_401_with_login_required_middleware(client: Client, endpoint: TokenEndpoint, settings: Any) -> None:
    settings.MIDDLEWARE = [*settings.MIDDLEWARE, "django.contrib.auth.middleware.LoginRequiredMiddleware"]
    assert client.post(URL).status_code == 401


def test_inactive_user_gets_no_token(visitor: Client, user: User, endpoint: TokenEndpoint) -> None:
    user.is_active = False
    user.save()
    assert visitor.post(URL).status_code == 401
    assert endpoint.requests == []


@pytest.mark.parametrize("method", ["get", "head", "put", "patch", "delete", "options"])
def test_only_post_is_allowed(visitor: Client, endpoint: TokenEndpoint, method: str) -> None:
    response = getattr(visitor, method)(URL)
    assert (response.status_code, response["Allow"]) == (405, "POST")
    assert endpoint.requests == []


class TestCsrf:
    @pytest.fixture
    def visitor(self, user: User, endpoint: TokenEndpoint) -> Client:
        client = Client(enforce_csrf_checks=True)
        client.force_login(user)
        client.get("/")
        return client

    @pytest.mark.parametrize("data", [{}, {"csrfmiddlewaretoken": ""}, {"csrfmiddlewaretoken": "x" * 32}])
    def test_request_without_csrf_token_is_refused(self, visitor: Client, endpoint: TokenEndpoint, data: dict[str, str]) -> None:
        assert visitor.post(URL, data).status_code == 403
        assert endpoint.requests == []

    def test_request_of_another_site_is_refused(self, visitor: Client, endpoint: TokenEndpoint) -> None:
        data = {"csrfmiddlewaretoken": visitor.cookies["csrftoken"].value}
        assert visitor.post(URL, data, headers={"origin": "https://evil.example"}).status_code == 403
        assert visitor.post(URL, data, headers={"origin": "null"}).status_code == 403
        assert endpoint.requests == []

    def test_request_of_the_page_is_accepted(self, visitor: Client) -> None:
        data = {"csrfmiddlewaretoken": visitor.cookies["csrftoken"].value}
        assert visitor.post(URL, data, headers={"origin": "http://testserver"}).json() == {"token": "token-1"}

    def test_view_is_protected_without_the_middleware(self, user: User, endpoint: TokenEndpoint, settings: Any) -> None:
        settings.MIDDLEWARE = [name for name in settings.MIDDLEWARE if "Csrf" not in name]
        client = Client(enforce_csrf_checks=True)
        client.force_login(user)
        assert client.post(URL).status_code == 403


def test_view_does_not_exist_without_oauth(visitor: Client, settings: Any) -> None:
    settings.OCS_CHAT = {}
    assert visitor.post(URL).status_code == 404


def test_token_is_cached_for_all_visitors_until_it_expires(
    visitor: Client, endpoint: TokenEndpoint, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = Client()
    other.force_login(User.objects.create_user("bob"))
    assert [client.post(URL).json()["token"] for client in (visitor, other, visitor)] == ["token-1"] * 3
    now = oauth.time.time()
    # Django's cache and the application read the same clock.
    monkeypatch.setattr("time.time", lambda: now + 3600 - oauth.EXPIRY_MARGIN_S + 1)
    assert visitor.post(URL).json() == {"token": "token-2"}


def test_changed_secret_takes_effect_at_once(visitor: Client, settings: Any, endpoint: TokenEndpoint) -> None:
    visitor.post(URL)
    settings.OCS_CHAT["OAUTH"]["CLIENT_SECRET"] = "another"
    assert visitor.post(URL).json() == {"token": "token-2"}


def test_refused_token_is_renewed_once_per_interval(
    visitor: Client, endpoint: TokenEndpoint, monkeypatch: pytest.MonkeyPatch
) -> None:
    visitor.post(URL)
    assert visitor.post(URL, {"force_refresh": "1"}).json() == {"token": "token-1"}, "it is a moment old"
    now = oauth.time.time()
    monkeypatch.setattr("time.time", lambda: now + oauth.MIN_RENEWAL_INTERVAL_S + 1)
    assert visitor.post(URL, {"force_refresh": "1"}).json() == {"token": "token-2"}
    assert visitor.post(URL, {"force_refresh": "1"}).json() == {"token": "token-2"}
    assert len(endpoint.requests) == 2


@pytest.mark.parametrize("expires_in", [0, 1, -5])
def test_token_that_expires_at_once_is_not_cached(visitor: Client, endpoint: TokenEndpoint, expires_in: int) -> None:
    endpoint.body = {"access_token": "brief", "expires_in": expires_in}
    for _ in range(2):
        assert visitor.post(URL).json() == {"token": "brief"}
    assert len(endpoint.requests) == 2


def test_token_is_cached_for_a_day_at_most(visitor: Client, endpoint: TokenEndpoint, monkeypatch: pytest.MonkeyPatch) -> None:
    endpoint.body = {"access_token": "lasting", "expires_in": float("inf")}
    assert [visitor.post(URL).json() for _ in range(2)] == [{"token": "lasting"}] * 2
    now = oauth.time.time()
    monkeypatch.setattr("time.time", lambda: now + 86_400)
    # The login has not expired.
    assert visitor.post(URL).status_code == 200
    assert len(endpoint.requests) == 2


@pytest.mark.parametrize("value", ["many", None, -1, 1.5])
def test_wrong_limit_is_replaced_by_the_default(visitor: Client, settings: Any, endpoint: TokenEndpoint, value: object) -> None:
    settings.OCS_CHAT["TOKENS_PER_MINUTE"] = value
    assert visitor.post(URL).status_code == 200


def test_throttling_does_not_affect_other_visitors(visitor: Client, settings: Any, endpoint: TokenEndpoint) -> None:
    settings.OCS_CHAT["TOKENS_PER_MINUTE"] = 3
    statuses = [visitor.post(URL).status_code for _ in range(5)]
    # A minute may end in between.
    assert statuses[:3] == [200] * 3 and 429 in statuses
    refused = visitor.post(URL)
    assert refused.status_code == 200 or 1 <= int(refused["Retry-After"]) <= 60
    other = Client()
    other.force_login(User.objects.create_user("bob"))
    assert other.post(URL).status_code == 200


@pytest.mark.parametrize(
    ("status", "body"),
    [
        (401, {"error": "invalid_client"}),
        (500, None),
        (200, ["no object"]),
        (200, {"access_token": 3}),
        (200, {"access_token": ""}),
        (200, {"access_token": "two words"}),
        (200, {"access_token": "line\nbreak"}),
        (200, {"access_token": "x", "expires_in": "soon"}),
        (200, "text"),
    ],
)
def test_failure_of_the_endpoint_is_reported_without_details(
    visitor: Client, endpoint: TokenEndpoint, caplog: pytest.LogCaptureFixture, status: int, body: object
) -> None:
    endpoint.status, endpoint.body = status, body
    with caplog.at_level(logging.DEBUG):
        response = visitor.post(URL)
    assert (response.status_code, set(response.json())) == (502, {"detail"})
    assert SECRET not in caplog.text and SECRET not in response.content.decode()
    assert "the token endpoint responded" in caplog.text
    # For some seconds, the endpoint gets no more requests.
    assert visitor.post(URL).status_code == 502
    assert len(endpoint.requests) == 1


def test_secret_is_not_sent_to_the_target_of_a_redirect(visitor: Client, endpoint: TokenEndpoint) -> None:
    for status in (301, 302, 307, 308):
        endpoint.status, endpoint.headers = status, {"Location": f"{endpoint.url}stolen"}
        from django.core.cache import cache

        cache.clear()
        assert visitor.post(URL).status_code == 502
    assert len(endpoint.requests) == 4


@pytest.mark.parametrize("url", ["http://ocs.example/o/token/", "file:///etc/passwd", "https://", "http://[", "//ocs.example/"])
def test_secret_is_not_sent_without_https(
    visitor: Client, settings: Any, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch, url: str
) -> None:
    monkeypatch.setattr(oauth, "build_opener", lambda *args: pytest.fail("a request is sent"))
    settings.OCS_CHAT["OAUTH"]["TOKEN_URL"] = url
    assert visitor.post(URL).status_code == 502
    assert "must begin with https://" in caplog.text


def test_unreachable_endpoint_is_reported(visitor: Client, settings: Any) -> None:
    settings.OCS_CHAT["OAUTH"]["TOKEN_URL"] = "http://127.0.0.1:9/o/token/"
    assert visitor.post(URL).status_code == 502


def test_secret_is_not_in_the_representation_of_the_client(endpoint: TokenEndpoint) -> None:
    from ocs_chat.conf import configuration

    assert SECRET not in repr(configuration())


def test_secret_is_not_in_error_reports(endpoint: TokenEndpoint) -> None:
    from django.views.debug import SafeExceptionReporterFilter

    assert SECRET not in str(SafeExceptionReporterFilter().get_safe_settings())


@pytest.mark.parametrize(
    ("function", "raising"),
    [("ocs_chat.conf.configuration", "ocs_chat.conf.OauthClient"), ("ocs_chat.checks._problems", "ocs_chat.checks.is_secure")],
)
def test_secret_is_not_in_the_variables_of_error_reports(
    endpoint: TokenEndpoint, monkeypatch: pytest.MonkeyPatch, function: str, raising: str
) -> None:
    def fail(*args: object, **kwargs: object) -> None:
        del args, kwargs
        raise RuntimeError

    monkeypatch.setattr(raising, fail)
    module, _, name = function.rpartition(".")
    try:
        getattr(import_module(module), name)()
    except RuntimeError:
        report = ExceptionReporter(None, *sys.exc_info()).get_traceback_html()
    assert name in report and SECRET not in report


def test_token_is_not_in_the_variables_of_error_reports(
    visitor: Client, endpoint: TokenEndpoint, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*args: object, **kwargs: object) -> None:
        del args, kwargs
        raise RuntimeError

    monkeypatch.setattr("ocs_chat.views.JsonResponse", fail)
    try:
        visitor.post(URL)
    except RuntimeError:
        report = ExceptionReporter(None, *sys.exc_info()).get_traceback_html()
    # The report contains the lines of this test, too.
    assert "user_key" in report and f"token-{len(endpoint.requests)}" not in report


def test_site_without_cache_works(visitor: Client, settings: Any, endpoint: TokenEndpoint) -> None:
    settings.CACHES = {"default": {"BACKEND": "django.core.cache.backends.dummy.DummyCache"}}
    assert [visitor.post(URL).json()["token"] for _ in range(2)] == ["token-1", "token-2"]
