"""System checks of the setting ``OCS_CHAT``.

They run with ``manage.py check``, and before ``runserver``, ``migrate`` and most other commands. WSGI and ASGI servers do not
run them.
"""

from collections.abc import Sequence
from typing import Any

from django.apps import AppConfig
from django.conf import settings
from django.contrib.staticfiles import finders
from django.core.checks import CheckMessage, Error, Warning
from django.urls import NoReverseMatch, reverse
from django.views.decorators.debug import sensitive_variables

from .attributes import InvalidOption, attribute_value
from .conf import KEYS, OAUTH_KEYS, configuration, is_secure, parse_limit, raw_settings

#: Options that belong to one visitor.
PERSONAL_OPTIONS = ("user_id", "user_name", "session_id", "session_token")

BUNDLE = "ocs_chat/bundle/embed.js"


def check_settings(app_configs: Sequence[AppConfig] | None, **kwargs: Any) -> list[CheckMessage]:
    """Check names and values of settings. Messages contain no values, which may be secret."""
    return [Error(f"OCS_CHAT: {text}", id=f"ocs_chat.{code}") for code, text in _problems()]


# No generator: the decorator covers only what happens during the call.
@sensitive_variables()
def _problems() -> list[tuple[str, str]]:
    problems = []
    raw = raw_settings()
    for key in raw:
        if key not in KEYS:
            problems.append(("E001", f"there is no setting '{key}'; the settings are {', '.join(KEYS)}"))
    for key in raw.get("OAUTH") or {}:
        if key not in OAUTH_KEYS:
            problems.append(("E001", f"there is no setting 'OAUTH.{key}'; the settings are {', '.join(OAUTH_KEYS)}"))
    for name, value in (raw.get("OPTIONS") or {}).items():
        if name in PERSONAL_OPTIONS and value is not None:
            problems.append(("E002", f"'{name}' belongs to one visitor: set it in the template, not for all visitors"))
        try:
            attribute_value(name, value)
        except InvalidOption as error:
            problems.append(("E003", str(error)))
    if "TOKENS_PER_MINUTE" in raw and parse_limit(raw["TOKENS_PER_MINUTE"]) is None:
        problems.append(("E007", "TOKENS_PER_MINUTE must be a positive whole number"))
    client = configuration().oauth
    if client is None:
        return problems
    if not (client.client_id and client.client_secret):
        problems.append(("E004", "OAUTH needs a CLIENT_ID and a CLIENT_SECRET"))
    if not is_secure(client.token_url):
        problems.append(("E005", "the address of the token endpoint must begin with https://, because the secret is sent there"))
    if not _has_token_view():
        problems.append(("E006", 'OAUTH needs the token view: add include("ocs_chat.urls") to urlpatterns'))
    return problems


def _has_token_view() -> bool:
    if not getattr(settings, "ROOT_URLCONF", None):
        return False
    try:
        reverse("ocs_chat:token")
    except NoReverseMatch:
        return False
    return True


def check_bundle(app_configs: Sequence[AppConfig] | None, **kwargs: Any) -> list[CheckMessage]:
    """Check that the static files include the widget."""
    if finders.find(BUNDLE):
        return []
    hint = "Install a release of django-ocs-chat, or run `cargo xtask package` in its repository."
    return [Warning(f"the static file {BUNDLE} is missing", hint=hint, id="ocs_chat.W001")]
