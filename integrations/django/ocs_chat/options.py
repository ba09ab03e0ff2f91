"""The options of the widget.

Generated from www/widget/options/schema.json by `cargo xtask generate`: do not edit.
"""

from collections.abc import Mapping

#: The name of each option, and the choices that it accepts: none if it accepts any string.
OPTIONS: Mapping[str, tuple[str, ...]] = {
    "chatbot_id": (),
    "embed_key": (),
    "api_base_url": (),
    "user_id": (),
    "user_name": (),
    "send_page_query": ("true", "false",),
    "consent": ("granted", "pending",),
    "session_id": (),
    "session_token": (),
    "version_number": (),
    "persistent_session": ("true", "tab", "false",),
    "persistent_session_expire": (),
    "language": (),
    "translations_url": (),
    "visible": ("true", "false",),
    "mode": ("standard", "kiosk",),
    "touch_enter": ("send", "newline",),
    "preload": ("idle", "eager",),
    "teaser": (),
    "teaser_after": (),
    "teaser_on": (),
    "sound": ("true", "false",),
    "position": ("left", "center", "right",),
    "theme": ("auto", "light", "dark",),
    "button_text": (),
    "button_shape": ("round", "square",),
    "icon_url": (),
    "show_button": ("true", "false",),
    "header_text": (),
    "welcome_messages": (),
    "starter_questions": (),
    "quick_replies": ("true", "false",),
    "typing_indicator_text": (),
    "new_chat_confirmation_message": (),
    "placeholder": (),
    "allow_attachments": ("true", "false",),
    "keep_photos": ("true", "false",),
    "allow_full_screen": ("true", "false",),
    "disabled": ("true", "false",),
    "dictation": ("true", "false",),
    "hours": (),
    "banner_message": (),
    "banner_style": ("default", "info", "warning", "error",),
    "banner_position": ("top", "bottom",),
}
