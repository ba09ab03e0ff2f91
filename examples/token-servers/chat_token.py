"""Gives chat tokens to visitors who are logged in. For Python 3.10 or newer, with every framework: needs no packages."""

import base64
import json
import os
import time
import urllib.parse
import urllib.request

OCS_URL = os.environ.get("OCS_URL", "https://www.openchatstudio.com")
REQUESTS_PER_MINUTE = 10

cached = {"token": "", "issued_at": 0.0, "expires_at": 0.0}
counts: dict[tuple[str, int], int] = {}


class RefuseRedirects(urllib.request.HTTPRedirectHandler):
    """The secret goes to the token endpoint only."""

    def redirect_request(self, *args):
        return None


def get_token(force_refresh: bool) -> str:
    now = time.time()
    # A token that the server has refused is replaced, but not by every visitor at the same time.
    if now < cached["expires_at"] and (not force_refresh or now - cached["issued_at"] < 10):
        return cached["token"]
    pair = [urllib.parse.quote(os.environ[name], safe="") for name in ("OCS_CLIENT_ID", "OCS_CLIENT_SECRET")]
    request = urllib.request.Request(
        f"{OCS_URL}/o/token/",
        data=b"grant_type=client_credentials&scope=chat%3Astart",
        headers={"Authorization": f"Basic {base64.b64encode(':'.join(pair).encode()).decode()}"},
    )
    with urllib.request.build_opener(RefuseRedirects).open(request, timeout=10) as response:
        body = json.load(response)
    seconds = body["expires_in"]
    cached.update(token=body["access_token"], issued_at=now, expires_at=now + seconds - min(60, seconds / 2))
    return cached["token"]


def has_too_many_requests(user_id: str) -> bool:
    minute = int(time.time() // 60)
    for key in [key for key in counts if key[1] != minute]:
        del counts[key]
    counts[user_id, minute] = counts.get((user_id, minute), 0) + 1
    return counts[user_id, minute] > REQUESTS_PER_MINUTE


def chat_token(method: str, headers, user_id: str | None, force_refresh: bool) -> tuple[int, dict[str, str], str]:
    """Handle `POST /chat-token`, and return the response's status, headers and body.

    `headers` are those of the request. `user_id` is the id of the visitor by your site's login; None if nobody is logged in.
    """
    common = {"Content-Type": "application/json", "Cache-Control": "no-store"}

    def refuse(status: int, detail: str, **more: str) -> tuple[int, dict[str, str], str]:
        return status, {**common, **more}, json.dumps({"detail": detail})

    if method != "POST":
        return refuse(405, "Use POST.", Allow="POST")
    # Pages of other sites cannot send this header.
    if headers.get("X-Requested-With") != "ocs-chat":
        return refuse(403, "The header is missing.")
    if user_id is None:
        return refuse(401, "Log in to chat.")
    if has_too_many_requests(user_id):
        return refuse(429, "Too many requests.", **{"Retry-After": "60"})
    try:
        return 200, common, json.dumps({"token": get_token(force_refresh)})
    except (OSError, ValueError, KeyError, TypeError) as error:
        print("chat token:", type(error).__name__)
        return refuse(502, "The chat is not available at the moment.")
