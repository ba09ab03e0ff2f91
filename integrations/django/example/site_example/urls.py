"""The addresses of the example."""

from django.contrib.auth.views import LoginView
from django.urls import include, path

from .views import order

urlpatterns = [
    path("", order),
    path("login/", LoginView.as_view()),
    path("ocs-chat/", include("ocs_chat.urls")),
]
