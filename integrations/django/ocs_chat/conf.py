"""Reads the setting ``OCS_CHAT``."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.views.decorators.debug import sensitive_variables

#: The names that ``OCS_CHAT`` and its ``OAUTH`` may contain.
KEYS = ("OPTIONS", "SEND_USER", "OAUTH", "CACHE", "TOKENS_PER_MINUTE")
OAUTH_KEYS = ("CLIENT_ID", "CLIENT_SECRET", "TOKEN_URL")

DEFAULT_API = "https://www.openchatstudio.com"
DEFAULT_TOKENS_PER_MINUTE = 10
LOOPBACK = ("localhost", "127.0.0.1", "::1")


@dataclass(frozen=True)
class OauthClient:
    """The OAuth application of this site in Open Chat Studio."""

    token_url: str
    client_id: str
    client_secret: str = field(repr=False)


@dataclass(frozen=True)
class Configuration:
    """The values of ``OCS_CHAT``, with defaults for those that are missing."""

    options: Mapping[str, Any]
    #: Whether pages contain the id and the name of a visitor who is logged in.
    send_user: bool
    #: Set if the chatbot's channel requires a token.
    oauth: OauthClient | None
    #: Alias of the cache for tokens and for the counts of the throttle.
    cache: str
    #: How many tokens a visitor may request in a minute.
    tokens_per_minute: int


def raw_settings() -> dict[str, Any]:
    """Return ``OCS_CHAT`` as it is in the settings."""
    return dict(getattr(settings, "OCS_CHAT", {}))


def is_secure(url: str) -> bool:
    """Return whether the secret may be sent to this address: with https, or to this machine."""
    try:
        parts = urlsplit(url)
        return bool(parts.hostname) and (parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in LOOPBACK))
    except ValueError:
        return False


def parse_limit(value: object) -> int | None:
    """Return the value of ``TOKENS_PER_MINUTE``, or None if it is not a positive whole number."""
    if isinstance(value, bool) or not isinstance(value, (int, str)) or not str(value).isdecimal():
        return None
    return int(value) or None


@sensitive_variables()
def configuration() -> Configuration:
    """Return the configuration. It is read each time, because tests override settings.

    Wrong values, which the system checks report, are replaced by defaults.
    """
    raw = raw_settings()
    options = dict(raw.get("OPTIONS") or {})
    oauth = raw.get("OAUTH")
    client = None
    if oauth:
        api = str(options.get("api_base_url") or DEFAULT_API).rstrip("/")
        client = OauthClient(
            token_url=oauth.get("TOKEN_URL") or f"{api}/o/token/",
            client_id=oauth.get("CLIENT_ID", ""),
            client_secret=oauth.get("CLIENT_SECRET", ""),
        )
    return Configuration(
        options=options,
        send_user=bool(raw.get("SEND_USER", False)),
        oauth=client,
        cache=raw.get("CACHE", "default"),
        tokens_per_minute=parse_limit(raw.get("TOKENS_PER_MINUTE")) or DEFAULT_TOKENS_PER_MINUTE,
    )
