"""The template tag ``{% ocs_chat %}``."""

import json
from collections.abc import Mapping
from typing import Any

from django import template
from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.http import HttpRequest
from django.middleware.csrf import get_token
from django.template.context import Context
from django.templatetags.static import static
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe

from ocs_chat.attributes import InvalidOption, option_attributes, render_attributes
from ocs_chat.checks import BUNDLE
from ocs_chat.conf import configuration

register = template.Library()


@register.simple_tag(takes_context=True)
def ocs_chat(
    context: Context,
    *,
    nonce: str | None = None,
    page_context: Mapping[str, Any] | None = None,
    **options: Any,
) -> SafeString:
    """Render the widget: ``{% ocs_chat chatbot_id="…" position="left" %}``.

    The arguments are the widget's options, with underscores; they override those of ``OCS_CHAT["OPTIONS"]``. None stands
    for an option that is not set. `page_context` is sent to the bot with the visitor's next message. `nonce` is that of the
    page's Content-Security-Policy; by default that of Django's or django-csp's middleware.
    """
    config = configuration()
    request = context.get("request")
    user = getattr(request, "user", None)
    if user is not None and not user.is_authenticated:
        user = None
    if config.oauth and user is None:
        # The chatbot's channel admits only visitors with a token.
        return SafeString("")
    visitor = {}
    if config.send_user and user is not None:
        # Not the user name, which may be an email address. Custom models may have no full name.
        name = user.get_full_name() if hasattr(user, "get_full_name") else ""
        visitor = {"user_id": str(user.pk), "user_name": name or None}
    try:
        attributes = option_attributes({**config.options, **visitor, **options})
    except InvalidOption as error:
        raise template.TemplateSyntaxError(f"ocs_chat: {error}") from None
    connection = {}
    if page_context is not None:
        if not isinstance(page_context, Mapping):
            raise template.TemplateSyntaxError("ocs_chat: page_context must be a dictionary")
        connection["data-page-context"] = json.dumps(page_context, cls=DjangoJSONEncoder, ensure_ascii=False)
    if config.oauth:
        connection |= _token_attributes(request)
    nonce = nonce or _find_nonce(context, request)
    common = {"nonce": str(nonce)} if nonce else {}
    # Scripts with `defer` run in this order: the element can get a token before it needs one. `connect.js` follows its element.
    elements = [f"<ocs-chat{render_attributes(attributes)}></ocs-chat>"]
    if connection:
        elements.append(_script("ocs_chat/connect.js", common | connection))
    return mark_safe("\n".join([*elements, _script(BUNDLE, common)]))


def _script(file: str, attributes: Mapping[str, str]) -> str:
    return f"<script defer{render_attributes({'src': static(file), **attributes})}></script>"


def _token_attributes(request: HttpRequest | None) -> dict[str, str]:
    """Return what `connect.js` needs to request a token: an address and the proof against CSRF."""
    if request is None:
        raise template.TemplateSyntaxError("ocs_chat: OAUTH needs the request in the template's context")
    # Also makes Django set the cookie.
    proof = get_token(request)
    attributes = {"data-token-url": reverse("ocs_chat:token")}
    if settings.CSRF_USE_SESSIONS or settings.CSRF_COOKIE_HTTPONLY:
        attributes["data-csrf-token"] = proof
    else:
        # The cookie's value changes when the visitor logs in, in any tab.
        attributes["data-csrf-cookie"] = settings.CSRF_COOKIE_NAME
    return attributes


def _find_nonce(context: Context, request: HttpRequest | None) -> str | None:
    """Return the nonce of Django's middleware (6.0 and later) or of django-csp, if the site uses one."""
    nonce = context.get("csp_nonce")
    if nonce is None:
        nonce = getattr(request, "csp_nonce", None)
    if nonce is None:
        nonce = getattr(request, "_csp_nonce", None)
    # These objects are false until they have been used.
    return None if nonce is None else str(nonce)
