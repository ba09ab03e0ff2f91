"""The application's configuration."""

from django.apps import AppConfig
from django.core.checks import register


class OcsChatConfig(AppConfig):
    name = "ocs_chat"
    verbose_name = "Chat"

    def ready(self) -> None:
        from .checks import check_bundle, check_settings

        register(check_settings)
        register(check_bundle)
