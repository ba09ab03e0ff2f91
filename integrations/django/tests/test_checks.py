"""`manage.py check` reports mistakes in the settings without their values."""

from typing import Any

from django.core.checks import run_checks
import pytest

from tests.conftest import CHATBOT

OPTIONS = {"chatbot_id": CHATBOT}
OAUTH = {"CLIENT_ID": "a", "CLIENT_SECRET": "hush"}


def identifiers() -> list[str]:
    messages = [message for message in run_checks() if str(message.id).startswith("ocs_chat.E")]
    assert "hush" not in str(messages)
    return [str(message.id).removeprefix("ocs_chat.") for message in messages]


@pytest.mark.parametrize(
    ("ocs_chat", "expected"),
    [
        ({}, []),
        ({"OPTIONS": OPTIONS}, []),
        ({"OPTIONS": OPTIONS, "OAUTH": OAUTH}, []),
        ({"OPTION": OPTIONS}, ["E001"]),
        ({"OAUTH": {**OAUTH, "SECRET": "hush"}}, ["E001"]),
        ({"OPTIONS": {"session_token": "hush"}}, ["E002"]),
        ({"OPTIONS": {"chatbotId": CHATBOT}}, ["E003"]),
        ({"OPTIONS": {"position": "hush"}}, ["E003"]),
        ({"OAUTH": {"CLIENT_ID": "a"}}, ["E004"]),
        ({"OAUTH": {**OAUTH, "TOKEN_URL": "http://ocs.example/o/token/"}}, ["E005"]),
        ({"OAUTH": {**OAUTH, "TOKEN_URL": "file:///etc/passwd"}}, ["E005"]),
        ({"OPTIONS": {**OPTIONS, "position": None, "user_id": None}}, []),
        ({"OPTIONS": {"chatbotId": None}}, ["E003"]),
        ({"TOKENS_PER_MINUTE": "hush"}, ["E007"]),
        ({"TOKENS_PER_MINUTE": None}, ["E007"]),
        ({"TOKENS_PER_MINUTE": 0}, ["E007"]),
        ({"TOKENS_PER_MINUTE": "20"}, []),
        ({"OAUTH": OAUTH, "OPTIONS": {"api_base_url": "http://127.0.0.1:8000"}}, []),
    ],
)
def test_settings_are_checked(settings: Any, ocs_chat: dict[str, Any], expected: list[str]) -> None:
    settings.OCS_CHAT = ocs_chat
    assert identifiers() == expected


def test_missing_addresses_are_reported(settings: Any) -> None:
    settings.ROOT_URLCONF = "django.contrib.auth.urls"
    settings.OCS_CHAT = {"OPTIONS": OPTIONS}
    assert identifiers() == []
    settings.OCS_CHAT = {"OPTIONS": OPTIONS, "OAUTH": OAUTH}
    assert identifiers() == ["E006"]


def test_bundle_is_among_the_static_files() -> None:
    assert "ocs_chat.W001" not in [message.id for message in run_checks()]
