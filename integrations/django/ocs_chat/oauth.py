"""Gets the access tokens that start sessions, with the client credentials of this site. The secret stays on the server."""

import base64
from dataclasses import dataclass
import http.client
import json
import logging
import time
from typing import Any
from urllib.error import HTTPError
from urllib.parse import quote, urlencode
from urllib.request import HTTPRedirectHandler, Request, build_opener

from django.core.cache import caches
from django.utils.crypto import salted_hmac
from django.views.decorators.debug import sensitive_variables

from .conf import OauthClient, is_secure

logger = logging.getLogger(__name__)

SCOPE = "chat:start"
TIMEOUT_S = 5
MAX_RESPONSE_BYTES = 65_536
#: A token is not cached for longer.
MAX_LIFETIME_S = 86_400
#: A token is not handed out in the last seconds of its lifetime.
EXPIRY_MARGIN_S = 60
#: A token that another visitor has just renewed is not renewed again.
MIN_RENEWAL_INTERVAL_S = 10
#: After a failure, the token endpoint is left alone.
FAILURE_PAUSE_S = 5


class TokenUnavailable(Exception):
    """The token endpoint did not issue a token."""


@dataclass(frozen=True)
class IssuedToken:
    value: str
    expires_in: float


class _RefuseRedirects(HTTPRedirectHandler):
    """A redirect would send the secret to another address."""

    def redirect_request(self, *args: Any, **kwargs: Any) -> None:
        return None


@sensitive_variables()
def request_token(client: OauthClient) -> IssuedToken:
    """Request a token from Open Chat Studio. Raises TokenUnavailable, with a message that contains no secret."""
    if not is_secure(client.token_url):
        raise TokenUnavailable("the address of the token endpoint must begin with https://")
    credentials = f"{quote(client.client_id, safe='')}:{quote(client.client_secret, safe='')}"
    request = Request(
        client.token_url,
        data=urlencode({"grant_type": "client_credentials", "scope": SCOPE}).encode(),
        headers={
            "Authorization": f"Basic {base64.b64encode(credentials.encode()).decode()}",
            "Accept": "application/json",
        },
        method="POST",
    )
    try:
        with build_opener(_RefuseRedirects).open(request, timeout=TIMEOUT_S) as response:
            body = json.loads(response.read(MAX_RESPONSE_BYTES))
        token, expires_in = body["access_token"], min(float(body.get("expires_in", 0)), MAX_LIFETIME_S)
    except HTTPError as error:
        error.close()
        raise TokenUnavailable(f"the token endpoint responded with status {error.code}") from None
    except (OSError, http.client.HTTPException) as error:
        raise TokenUnavailable(f"the token endpoint cannot be reached ({type(error).__name__})") from None
    except (ValueError, KeyError, TypeError, AttributeError, OverflowError):
        raise TokenUnavailable("the token endpoint responded without a token") from None
    if not isinstance(token, str) or not token or not token.isascii() or not token.isprintable() or " " in token:
        raise TokenUnavailable("the token endpoint responded without a token")
    return IssuedToken(token, expires_in)


@sensitive_variables()
def get_token(client: OauthClient, cache_alias: str, *, force_refresh: bool = False) -> str:
    """Return a token from the cache or, if there is none or the server has refused it, a new one.

    Raises TokenUnavailable.
    """
    cache = caches[cache_alias]
    # The secret is part of the key, so that a changed secret takes effect at once.
    identity = json.dumps([client.token_url, client.client_id, client.client_secret])
    key = f"ocs_chat:token:{salted_hmac('ocs_chat.oauth', identity, algorithm='sha256').hexdigest()}"
    now = time.time()
    cached = cache.get(key)
    if cached is not None:
        token, issued_at = cached
        if not force_refresh or now - issued_at < MIN_RENEWAL_INTERVAL_S:
            return str(token)
    failure_key = f"{key}:failed"
    if cache.get(failure_key):
        raise TokenUnavailable("the token endpoint has failed a moment ago")
    try:
        issued = request_token(client)
    except TokenUnavailable as error:
        cache.set(failure_key, True, FAILURE_PAUSE_S)
        logger.error("ocs_chat: %s", error)
        raise
    lifetime = issued.expires_in - min(EXPIRY_MARGIN_S, issued.expires_in / 2)
    if lifetime >= 1:
        cache.set(key, (issued.value, now), int(lifetime))
    return issued.value
