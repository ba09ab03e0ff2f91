"""Turns options into the attributes of the element."""

from collections.abc import Callable, Mapping
from difflib import get_close_matches
import json
from typing import Any

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from .options import OPTIONS

#: Options whose lists are separated by spaces. The lists of all others are JSON.
SPACE_SEPARATED_OPTIONS = ("images",)


class InvalidOption(ValueError):
    """An option that does not exist, or a value that it does not accept."""


def attribute_value(name: str, value: object) -> str | None:
    """Return the attribute's value for the value of an option: None if it is None.

    Raises InvalidOption. Its message does not contain the value, which may be a secret in the wrong place.
    """
    if name not in OPTIONS:
        similar = get_close_matches(name, OPTIONS, n=1)
        hint = f" Did you mean '{similar[0]}'?" if similar else ""
        raise InvalidOption(f"there is no option '{name}'.{hint}")
    if value is None:
        return None
    if isinstance(value, bool):
        text = "true" if value else "false"
    elif isinstance(value, (list, tuple)):
        items = [str(item) for item in value]
        text = " ".join(items) if name in SPACE_SEPARATED_OPTIONS else json.dumps(items, ensure_ascii=False)
    elif isinstance(value, Mapping) or callable(value):
        raise InvalidOption(f"the option '{name}' accepts strings, numbers, booleans and lists")
    else:
        # Also numbers, UUIDs and lazy translations.
        text = str(value)
    choices = OPTIONS[name]
    if choices and text not in choices:
        raise InvalidOption(f"the option '{name}' accepts {', '.join(choices)}")
    return text


def option_attributes(options: Mapping[str, Any], on_error: Callable[[str], None]) -> dict[str, str]:
    """Return attributes by their names, without the options that are None and those that are invalid, which are reported."""
    attributes = {}
    for name, value in options.items():
        try:
            text = attribute_value(name, value)
        except InvalidOption as error:
            on_error(str(error))
            continue
        if text is not None:
            attributes[name.replace("_", "-")] = text
    return attributes


def render_attributes(attributes: Mapping[str, str]) -> SafeString:
    """Render attributes. Values are escaped even if they are marked as safe. Safe HTML may still contain quotes."""
    return mark_safe("".join(f' {name}="{escape(str(value))}"' for name, value in attributes.items()))
