"""The template tag ``{% ocs_chat %}``."""

from collections.abc import Mapping
import json
import logging
from typing import Any

from django import template
from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.http import HttpRequest
from django.middleware.csrf import get_token
from django.template.context import Context
from django.templatetags.static import static
from django.urls import reverse
from django.utils.crypto import salted_hmac
from django.utils.safestring import SafeString, mark_safe

from ocs_chat.attributes import option_attributes, render_attributes
from ocs_chat.checks import BUNDLE
from ocs_chat.conf import Configuration, configuration

logger = logging.getLogger(__name__)
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
    request: Any = context.get("request")
    if config.oauth and request is None:
        raise template.TemplateSyntaxError("ocs_chat: OAUTH needs the request in the template's context")
    user = _logged_in_user(request) if config.oauth or config.send_user else None
    if config.oauth and user is None:
        # The chatbot's channel admits only visitors with a token.
        return SafeString("")

    def report(problem: str) -> None:
        if context.template is not None and context.template.engine.debug:
            raise template.TemplateSyntaxError(f"ocs_chat: {problem}")
        logger.error("ocs_chat: %s", problem)

    visitor = {} if user is None else _visitor_options(user, config)
    attributes = option_attributes({**config.options, **visitor, **options}, report)
    connection = {}
    if page_context is not None:
        try:
            connection["data-page-context"] = _page_context_json(page_context)
        except (TypeError, ValueError):
            report("page_context must be a dictionary with values that JSON can represent")
    if config.oauth:
        connection |= _token_attributes(request)
    nonce = nonce or _find_nonce(context, request)
    common = {"nonce": str(nonce)} if nonce else {}
    # Scripts with `defer` run in this order: the element can get a token before it needs one. `connect.js` follows its element.
    elements = [f"<ocs-chat{render_attributes(attributes)}></ocs-chat>"]
    if connection:
        elements.append(_script("ocs_chat/connect.js", common | connection))
    return mark_safe("\n".join([*elements, _script(BUNDLE, common)]))


def _logged_in_user(request: HttpRequest | None) -> Any:
    """Return the visitor's user, or None. Responses that depend on it get ``Vary: Cookie``."""
    user = getattr(request, "user", None)
    return user if user is not None and user.is_authenticated else None


def _visitor_options(user: Any, config: Configuration) -> dict[str, str | None]:
    if not config.send_user:
        # Users of one browser need conversations of their own: the id tells them apart, and names nobody.
        return {"user_id": salted_hmac("ocs_chat.user", str(user.pk), algorithm="sha256").hexdigest()[:32]}
    # Not the user name, which may be an email address. Custom models may have no full name.
    name = user.get_full_name() if hasattr(user, "get_full_name") else ""
    return {"user_id": str(user.pk), "user_name": name or None}


def _page_context_json(page_context: object) -> str:
    """Return JSON. Raises TypeError or ValueError."""
    if not isinstance(page_context, Mapping):
        raise TypeError
    # JSON has no NaN, and browsers do not parse it.
    return json.dumps(dict(page_context), cls=DjangoJSONEncoder, ensure_ascii=False, allow_nan=False)


def _script(file: str, attributes: Mapping[str, str]) -> str:
    return f"<script defer{render_attributes({'src': static(file), **attributes})}></script>"


def _token_attributes(request: HttpRequest) -> dict[str, str]:
    """Return what `connect.js` needs to request a token: an address and the CSRF token."""
    # Also makes Django set the cookie.
    csrf_token = get_token(request)
    attributes = {"data-token-url": reverse("ocs_chat:token")}
    if settings.CSRF_USE_SESSIONS or settings.CSRF_COOKIE_HTTPONLY:
        attributes["data-csrf-token"] = csrf_token
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
