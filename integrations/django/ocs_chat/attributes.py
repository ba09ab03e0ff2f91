"""Turns options into the attributes of the element."""

from collections.abc import Mapping
from difflib import get_close_matches
import json
from typing import Any

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from .options import OPTIONS


class InvalidOption(ValueError):
    """An option that does not exist, or a value that it does not accept."""


def attribute_value(name: str, value: object) -> str:
    """Return the attribute's value for the value of an option.

    Raises InvalidOption. Its message does not contain the value, which may be a secret in the wrong place.
    """
    if name not in OPTIONS:
        similar = get_close_matches(name, OPTIONS, n=1)
        hint = f" Did you mean '{similar[0]}'?" if similar else ""
        raise InvalidOption(f"there is no option '{name}'.{hint}")
    if isinstance(value, bool):
        text = "true" if value else "false"
    elif isinstance(value, (list, tuple)):
        text = json.dumps([str(item) for item in value], ensure_ascii=False)
    elif isinstance(value, Mapping) or callable(value):
        raise InvalidOption(f"the option '{name}' accepts texts, numbers, booleans and lists")
    else:
        # Also numbers, UUIDs and lazy translations.
        text = str(value)
    words = OPTIONS[name]
    if words and text not in words:
        raise InvalidOption(f"the option '{name}' accepts {', '.join(words)}")
    return text


def option_attributes(options: Mapping[str, Any]) -> dict[str, str]:
    """Return attributes by their names, without the options that are None."""
    return {
        name.replace("_", "-"): attribute_value(name, value)
        for name, value in options.items()
        if value is not None or name not in OPTIONS
    }


def render_attributes(attributes: Mapping[str, str]) -> SafeString:
    """Render attributes. Values are escaped even if they are marked as safe: HTML that is safe is no safe attribute."""
    return mark_safe("".join(f' {name}="{escape(str(value))}"' for name, value in attributes.items()))
