"""Gives chat tokens to visitors who are logged in. For Python 3.10 or newer, with every framework: needs no packages."""

import base64
import http.client
import json
import logging
import os
import time
import urllib.parse
import urllib.request

OCS_URL = os.environ.get("OCS_URL", "https://www.openchatstudio.com")
REQUESTS_PER_MINUTE = 10

cached = {"token": "", "issued_at": 0.0, "expires_at": 0.0}
counts: dict[tuple[str | int, int], int] = {}


class TokenUnavailable(Exception):
    """There is no token. The message contains no secret."""


class RefuseRedirects(urllib.request.HTTPRedirectHandler):
    """The secret goes to the token endpoint only."""

    def redirect_request(self, *args):
        return None


def get_token(force_refresh: bool) -> str:
    now = time.time()
    # A token that the server has refused is replaced, but not by every visitor at the same time.
    if now < cached["expires_at"] and (not force_refresh or now - cached["issued_at"] < 10):
        return cached["token"]
    names = ("OCS_CLIENT_ID", "OCS_CLIENT_SECRET")
    missing = [name for name in names if not os.environ.get(name)]
    if missing:
        raise TokenUnavailable(f"missing in the environment: {', '.join(missing)}")
    pair = [urllib.parse.quote(os.environ[name], safe="") for name in names]
    request = urllib.request.Request(
        f"{OCS_URL}/o/token/",
        data=b"grant_type=client_credentials&scope=chat%3Astart",
        headers={"Authorization": f"Basic {base64.b64encode(':'.join(pair).encode()).decode()}"},
    )
    with urllib.request.build_opener(RefuseRedirects).open(request, timeout=10) as response:
        body = json.load(response)
    token, seconds = body["access_token"], body["expires_in"]
    if not token or not isinstance(token, str):
        raise TokenUnavailable("the token endpoint responded without a token")
    cached.update(token=token, issued_at=now, expires_at=now + seconds - min(60, seconds / 2))
    return token


def exceeds_rate_limit(user_id: str | int) -> bool:
    """Count a request, and return whether there have been too many."""
    minute = int(time.time() // 60)
    # Server threads may run this concurrently.
    for key in list(counts):
        if key[1] != minute:
            counts.pop(key, None)
    count = counts.get((user_id, minute), 0) + 1
    counts[user_id, minute] = count
    return count > REQUESTS_PER_MINUTE


def chat_token(method: str, headers, user_id: str | int | None, force_refresh: bool) -> tuple[int, dict[str, str], str]:
    """Handle `POST /chat-token`, and return the response's status, headers and body.

    `headers` are those of the request. `user_id` is the visitor's id in your site's login, and None, False or "" if nobody is logged in.
    """
    common = {"Content-Type": "application/json", "Cache-Control": "no-store"}

    def refuse(status: int, detail: str, **more: str) -> tuple[int, dict[str, str], str]:
        return status, {**common, **more}, json.dumps({"detail": detail})

    if method != "POST":
        return refuse(405, "Use POST.", Allow="POST")
    # Pages of other sites cannot send this header.
    if headers.get("X-Requested-With") != "ocs-chat":
        return refuse(403, "Send the header X-Requested-With: ocs-chat.")
    if user_id is None or user_id is False or user_id == "":
        return refuse(401, "Log in to chat.")
    if exceeds_rate_limit(user_id):
        return refuse(429, "Too many requests.", **{"Retry-After": "60"})
    try:
        return 200, common, json.dumps({"token": get_token(force_refresh)})
    except TokenUnavailable as error:
        logging.error("chat token: %s", error)
    except (OSError, http.client.HTTPException, ValueError, KeyError, TypeError) as error:
        # Without the message, which may contain the response.
        logging.error("chat token: %s", type(error).__name__)
    return refuse(502, "The chat is not available at the moment.")
