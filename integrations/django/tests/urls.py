"""A page with the widget, and the application's URLs."""

from django.http import HttpRequest, HttpResponse
from django.template import engines
from django.urls import include, path


def page(request: HttpRequest) -> HttpResponse:
    return HttpResponse(engines["django"].from_string("{% load ocs_chat %}{% ocs_chat %}").render({}, request))


urlpatterns = [path("", page), path("chat/", include("ocs_chat.urls"))]
