"""The addresses of the application. They are needed only with ``OAUTH``."""

from django.urls import path

from .views import token

app_name = "ocs_chat"
urlpatterns = [path("token/", token, name="token")]
