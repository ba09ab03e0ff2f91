"""The view from which the pages of visitors who are logged in get access tokens."""

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, JsonResponse
from django.utils.crypto import salted_hmac
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_protect
from django.views.decorators.debug import sensitive_variables
from django.views.decorators.http import require_POST

from .conf import configuration
from .oauth import TokenUnavailable, get_token
from .throttle import seconds_to_wait


# LoginRequiredMiddleware would redirect to a page for logging in, but the caller is a script.
@login_not_required
@never_cache
@require_POST
@csrf_protect
@sensitive_variables("value")
def token(request: HttpRequest) -> JsonResponse:
    """Return ``{"token": …}``. With ``force_refresh`` in the form, the server has refused the last one."""
    config = configuration()
    if config.oauth is None:
        raise Http404
    if not request.user.is_authenticated:
        return _refusal(401, "Log in to chat.")
    # The name of a key may not contain spaces; the id of a user may.
    user_key = salted_hmac("ocs_chat.throttle", str(request.user.pk), algorithm="sha256").hexdigest()
    wait = seconds_to_wait(config.cache, user_key, config.tokens_per_minute)
    if wait:
        response = _refusal(429, "Too many requests.")
        response["Retry-After"] = str(wait)
        return response
    try:
        value = get_token(config.oauth, config.cache, force_refresh=bool(request.POST.get("force_refresh")))
    except TokenUnavailable:
        return _refusal(502, "The chat is not available at the moment.")
    return JsonResponse({"token": value})


def _refusal(status: int, detail: str) -> JsonResponse:
    return JsonResponse({"detail": detail}, status=status)
