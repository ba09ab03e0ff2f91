"""The markup that the template tag renders, also with hostile values."""

from collections.abc import Callable
import json
from pathlib import Path
from typing import Any

from django.contrib.auth.models import AnonymousUser, User
from django.template import TemplateSyntaxError, engines
from django.utils.safestring import mark_safe
from django.utils.translation import gettext_lazy
import pytest

from ocs_chat.attributes import SPACE_SEPARATED_OPTIONS
from ocs_chat.options import OPTIONS
from tests.conftest import CHATBOT, SECRET, Elements, TokenEndpoint

Render = Callable[..., str]

SCHEMA = Path(__file__).parents[3] / "www/widget/options/schema.json"
ATTACKS = [
    '"><script>alert(1)</script>',
    "' onmouseover='alert(1)",
    "</ocs-chat><img src=x onerror=alert(1)>",
    "`{{7*7}}{% debug %}",
    "&quot; autofocus onfocus=alert(1) x=&quot;",
    "\u2028\x00<!--",
]


def test_options_agree_with_the_schema() -> None:
    schema = json.loads(SCHEMA.read_text())["options"]
    booleans = {name for name, entry in schema.items() if entry["type"] == "boolean"}
    expected = {
        name.replace("-", "_"): tuple(entry.get("values", ["true", "false"] if name in booleans else []))
        for name, entry in schema.items()
    }
    assert dict(OPTIONS) == expected


def test_options_become_attributes(render: Render, settings: Any) -> None:
    settings.OCS_CHAT = {"OPTIONS": {"chatbot_id": CHATBOT, "position": "left", "theme": "dark"}}
    markup = render(
        'position="right" theme=None header_text=title allow_attachments=True visible=False '
        "persistent_session_expire=60 welcome_messages=messages",
        title=gettext_lazy("Help"),
        messages=["Hello", 'a "quoted" one'],
    )
    assert Elements(markup)["ocs-chat"] == {
        "chatbot-id": CHATBOT,
        "position": "right",
        "header-text": "Help",
        "allow-attachments": "true",
        "visible": "false",
        "persistent-session-expire": "60",
        "welcome-messages": '["Hello", "a \\"quoted\\" one"]',
    }
    assert [attributes for tag, attributes in Elements(markup).found if tag == "script"] == [
        {"defer": None, "src": "/static/ocs_chat/bundle/embed.js"}
    ]


def test_space_separated_options_are_joined_by_spaces(render: Render) -> None:
    assert Elements(render("images=hosts", hosts=["media.example.org", "*.cdn.example"]))["ocs-chat"] == {
        "images": "media.example.org *.cdn.example"
    }


def test_space_separated_options_agree_with_the_schema() -> None:
    schema = json.loads(SCHEMA.read_text())["options"]
    expected = [name.replace("-", "_") for name, entry in schema.items() if entry["type"] == "picture-hosts"]
    assert list(SPACE_SEPARATED_OPTIONS) == expected


@pytest.mark.parametrize("mark", [str, mark_safe], ids=["plain", "marked as safe"])
@pytest.mark.parametrize("attack", ATTACKS)
def test_stored_markup_stays_in_its_attribute(render: Render, settings: Any, attack: str, mark: Callable[[str], str]) -> None:
    settings.OCS_CHAT = {"OPTIONS": {"chatbot_id": CHATBOT, "banner_message": mark(attack)}}
    markup = render(
        "header_text=attack starter_questions=questions page_context=context nonce=attack",
        attack=mark(attack),
        questions=[mark(attack)],
        context={mark(attack): mark(attack)},
    )
    elements = Elements(markup)
    assert [tag for tag, _ in elements.found] == ["ocs-chat", "script", "script"]
    assert set(elements["ocs-chat"]) == {"chatbot-id", "banner-message", "header-text", "starter-questions"}
    assert elements["ocs-chat"]["header-text"] == elements["ocs-chat"]["banner-message"] == attack
    assert json.loads(elements["ocs-chat"]["starter-questions"] or "") == [attack]
    assert set(elements["script"]) == {"defer", "src", "nonce", "data-page-context"}
    assert json.loads(elements["script"]["data-page-context"] or "") == {attack: attack}


@pytest.mark.parametrize("name", ['x"onload="alert(1)', "x onload=alert(1)", "onload"])
def test_names_of_settings_cannot_add_attributes(
    render: Render, settings: Any, caplog: pytest.LogCaptureFixture, request: pytest.FixtureRequest, name: str
) -> None:
    settings.OCS_CHAT = {"OPTIONS": {"chatbot_id": CHATBOT, name: "x"}}
    assert set(Elements(render())["ocs-chat"]) == {"chatbot-id"}
    assert "there is no option" in caplog.text
    request.getfixturevalue("debug")
    with pytest.raises(TemplateSyntaxError, match="there is no option"):
        render()


@pytest.mark.usefixtures("debug")
def test_mistakes_are_named_without_their_values(render: Render) -> None:
    with pytest.raises(TemplateSyntaxError, match="there is no option 'postion'. Did you mean 'position'?"):
        render('postion="left"')
    with pytest.raises(TemplateSyntaxError, match="the option 'position' accepts left, center, right"):
        render('position="top"')
    with pytest.raises(TemplateSyntaxError, match="accepts strings, numbers, booleans and lists"):
        render("header_text=value", value={"a": 1})
    for value in (3, {"a": float("nan")}, {"a": [float("inf")]}, {"a": object()}):
        with pytest.raises(TemplateSyntaxError, match="page_context must be a dictionary"):
            render("page_context=value", value=value)
    with pytest.raises(TemplateSyntaxError) as error:
        render(f'client_secret="{SECRET}"')
    assert SECRET not in str(error.value)


def test_mistakes_are_logged_without_debug(render: Render, settings: Any, caplog: pytest.LogCaptureFixture) -> None:
    settings.OCS_CHAT = {"OPTIONS": {"chatbot_id": CHATBOT}}
    markup = render("position=secret theme='dark' page_context=context", secret=SECRET, context={"a": float("nan"), SECRET: 1})
    elements = Elements(markup)
    assert elements["ocs-chat"] == {"chatbot-id": CHATBOT, "theme": "dark"}
    assert [attributes["src"] for tag, attributes in elements.found if tag == "script"] == ["/static/ocs_chat/bundle/embed.js"]
    assert "the option 'position' accepts left, center, right" in caplog.text
    assert "page_context must be a dictionary with values that JSON can represent" in caplog.text
    assert SECRET not in caplog.text


def test_page_context_is_json(render: Render) -> None:
    markup = render("page_context=context", context={"order": 42, "note": "<b>ü</b>"})
    script = Elements(markup)["script"]
    assert script["src"] == "/static/ocs_chat/connect.js"
    assert json.loads(script["data-page-context"] or "") == {"order": 42, "note": "<b>ü</b>"}


def test_user_is_sent_only_with_the_setting(render: Render, settings: Any, user: User) -> None:
    settings.OCS_CHAT = {"OPTIONS": {"chatbot_id": CHATBOT}}
    assert set(Elements(render(user=user))["ocs-chat"]) == {"chatbot-id"}
    settings.OCS_CHAT["SEND_USER"] = True
    attributes = Elements(render(user=user))["ocs-chat"]
    assert (attributes["user-id"], attributes["user-name"]) == (str(user.pk), "Ann O'Hara")
    assert Elements(render("user_id='x'", user=user))["ocs-chat"]["user-id"] == "x"
    user.first_name = user.last_name = ""
    assert "user-name" not in Elements(render(user=user))["ocs-chat"], "a user name may be an email address"
    assert set(Elements(render(user=AnonymousUser()))["ocs-chat"]) == {"chatbot-id"}
    assert set(Elements(render())["ocs-chat"]) == {"chatbot-id"}


def test_users_have_different_pseudonyms_with_oauth(render: Render, user: User, endpoint: TokenEndpoint) -> None:
    ann, bob = (Elements(render(user=visitor))["ocs-chat"] for visitor in (user, User.objects.create_user("bob")))
    assert len(ann["user-id"] or "") == 32 and str(user.pk) != ann["user-id"] != bob["user-id"]
    assert Elements(render(user=user))["ocs-chat"] == ann
    assert "user-name" not in ann
    assert Elements(render("user_id='x'", user=user))["ocs-chat"]["user-id"] == "x"


def test_pages_vary_by_cookie_only_if_they_depend_on_the_user(client: Any, user: User, settings: Any) -> None:
    settings.OCS_CHAT = {"OPTIONS": {"chatbot_id": CHATBOT}}
    client.force_login(user)
    assert "Cookie" not in client.get("/").get("Vary", "")
    settings.OCS_CHAT["SEND_USER"] = True
    assert "Cookie" in client.get("/")["Vary"]


def test_secrets_are_never_in_pages(client: Any, user: User, endpoint: TokenEndpoint) -> None:
    anonymous = client.get("/")
    assert anonymous.content == b"", "without a login there is no token, and no chat"
    client.force_login(user)
    page = client.get("/").content.decode()
    assert SECRET not in page and "site" not in page and endpoint.url not in page
    script = Elements(page)["script"]
    assert (script["data-token-url"], script["data-csrf-cookie"]) == ("/chat/token/", "csrftoken")
    assert "data-csrf-token" not in script
    assert "csrftoken" in client.cookies
    assert endpoint.requests == []


@pytest.mark.usefixtures("endpoint")
def test_oauth_without_the_request_is_an_error() -> None:
    tag = engines["django"].from_string("{% load ocs_chat %}{% ocs_chat %}")
    with pytest.raises(TemplateSyntaxError, match="OAUTH needs the request in the template's context"):
        tag.render({})


@pytest.mark.parametrize("setting", ["CSRF_COOKIE_HTTPONLY", "CSRF_USE_SESSIONS"])
def test_csrf_token_is_in_the_page_if_scripts_cannot_read_the_cookie(
    client: Any, user: User, endpoint: TokenEndpoint, settings: Any, setting: str
) -> None:
    setattr(settings, setting, True)
    client.force_login(user)
    script = Elements(client.get("/").content.decode())["script"]
    assert len(script["data-csrf-token"] or "") == 64
    assert "data-csrf-cookie" not in script
