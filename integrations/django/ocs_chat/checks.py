"""System checks of the setting ``OCS_CHAT``, for ``manage.py check`` and before each start."""

from collections.abc import Iterator, Sequence
from typing import Any
from urllib.parse import urlsplit

from django.apps import AppConfig
from django.contrib.staticfiles import finders
from django.core.checks import CheckMessage, Error, Warning

from .attributes import InvalidOption, attribute_value
from .conf import KEYS, OAUTH_KEYS, configuration, raw_settings

#: Options that belong to one visitor.
PERSONAL_OPTIONS = ("user_id", "user_name", "session_id", "session_token")

BUNDLE = "ocs_chat/bundle/embed.js"
LOOPBACK = ("localhost", "127.0.0.1", "::1")


def check_settings(app_configs: Sequence[AppConfig] | None, **kwargs: Any) -> list[CheckMessage]:
    """Check names and values of settings. Messages contain no values, which may be secret."""
    return [Error(f"OCS_CHAT: {text}", id=f"ocs_chat.{code}") for code, text in _problems()]


def _problems() -> Iterator[tuple[str, str]]:
    raw = raw_settings()
    for key in raw:
        if key not in KEYS:
            yield "E001", f"there is no setting '{key}'; the settings are {', '.join(KEYS)}"
    for key in raw.get("OAUTH") or {}:
        if key not in OAUTH_KEYS:
            yield "E001", f"there is no setting 'OAUTH.{key}'; the settings are {', '.join(OAUTH_KEYS)}"
    for name, value in raw.get("OPTIONS", {}).items():
        if name in PERSONAL_OPTIONS:
            yield "E002", f"'{name}' belongs to one visitor: set it in the template, not for all visitors"
        try:
            attribute_value(name, value)
        except InvalidOption as error:
            yield "E003", str(error)
    client = configuration().oauth
    if client is None:
        return
    if not (client.client_id and client.client_secret):
        yield "E004", "OAUTH needs a CLIENT_ID and a CLIENT_SECRET"
    url = urlsplit(client.token_url)
    if url.scheme != "https" and not (url.scheme == "http" and url.hostname in LOOPBACK):
        yield "E005", "the address of the token endpoint must begin with https://, because the secret is sent there"


def check_bundle(app_configs: Sequence[AppConfig] | None, **kwargs: Any) -> list[CheckMessage]:
    """Check that the static files include the widget."""
    if finders.find(BUNDLE):
        return []
    hint = "Install a release of django-ocs-chat, or run `cargo xtask package` in its repository."
    return [Warning(f"the static file {BUNDLE} is missing", hint=hint, id="ocs_chat.W001")]
