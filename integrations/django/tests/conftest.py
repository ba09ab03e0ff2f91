"""Fixtures: settings of the widget, a visitor, the rendered tag, and a token endpoint."""

from collections.abc import Callable, Iterator
from html.parser import HTMLParser
from http.server import BaseHTTPRequestHandler, HTTPServer
import json
from threading import Thread
from typing import Any

from django.contrib.auth.models import User
from django.core.cache import cache
from django.template import engines
import pytest

CHATBOT = "11111111-1111-4111-8111-111111111111"
SECRET = "the-secret-of-the-site"


class Elements(HTMLParser):
    """The elements of a page with their attributes, as a browser reads them."""

    def __init__(self, markup: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.feed(markup)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))

    def __getitem__(self, tag: str) -> dict[str, str | None]:
        return next(attributes for name, attributes in self.found if name == tag)


@pytest.fixture(autouse=True)
def _empty_cache() -> None:
    cache.clear()


@pytest.fixture
def user(db: None) -> User:
    return User.objects.create_user("ann", password="pass", first_name="Ann", last_name="O'Hara")


@pytest.fixture
def render(rf: Any) -> Callable[..., str]:
    """Render the tag with these arguments, in a template with these values."""

    def render(arguments: str = "", user: User | None = None, request: Any = None, **values: Any) -> str:
        request = request or rf.get("/")
        if user:
            request.user = user
        return str(engines["django"].from_string("{% load ocs_chat %}{% ocs_chat " + arguments + " %}").render(values, request))

    return render


@pytest.fixture
def debug(settings: Any) -> None:
    """Templates report mistakes as errors."""
    (engine,) = settings.TEMPLATES
    settings.TEMPLATES = [{**engine, "OPTIONS": {**engine["OPTIONS"], "debug": True}}]


class TokenEndpoint:
    """The token endpoint of Open Chat Studio: a real server, so that the real client is tested."""

    def __init__(self) -> None:
        self.requests: list[tuple[str | None, bytes]] = []
        self.status = 200
        self.headers: dict[str, str] = {}
        self.body: object = None
        endpoint = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"] or 0))
                endpoint.requests.append((self.headers["Authorization"], body))
                self.send_response(endpoint.status)
                for name, value in endpoint.headers.items():
                    self.send_header(name, value)
                self.end_headers()
                token = f"token-{len(endpoint.requests)}"
                default = {"access_token": token, "expires_in": 3600, "token_type": "Bearer"}
                self.wfile.write(json.dumps(endpoint.body or default).encode())

            do_GET = do_POST

            def log_message(self, *args: Any) -> None:
                pass

        self.server = HTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}/o/token/"
        Thread(target=self.server.serve_forever, args=[0.01], daemon=True).start()


@pytest.fixture
def endpoint(settings: Any) -> Iterator[TokenEndpoint]:
    """A token endpoint, and settings with which the site uses it."""
    endpoint = TokenEndpoint()
    settings.OCS_CHAT = {
        "OPTIONS": {"chatbot_id": CHATBOT},
        "OAUTH": {"CLIENT_ID": "site", "CLIENT_SECRET": SECRET, "TOKEN_URL": endpoint.url},
    }
    yield endpoint
    endpoint.server.shutdown()
    endpoint.server.server_close()
