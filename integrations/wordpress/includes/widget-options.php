<?php
/**
 * The options and the languages of the widget.
 *
 * Generated from www/widget/options/schema.json and www/locales/ by `cargo xtask generate`: do not edit.
 *
 * @package OcsChat
 */

namespace OcsChat;

defined( 'ABSPATH' ) || exit;

/** The name of each option, and the choices that it accepts: none if it accepts any text. */
const WIDGET_OPTIONS = array(
	'chatbot_id' => array(),
	'embed_key' => array(),
	'api_base_url' => array(),
	'user_id' => array(),
	'user_name' => array(),
	'send_page_query' => array( 'true', 'false' ),
	'consent' => array( 'granted', 'pending' ),
	'session_id' => array(),
	'session_token' => array(),
	'version_number' => array(),
	'persistent_session' => array( 'true', 'tab', 'false' ),
	'persistent_session_expire' => array(),
	'language' => array(),
	'translations_url' => array(),
	'visible' => array( 'true', 'false' ),
	'mode' => array( 'standard', 'kiosk' ),
	'touch_enter' => array( 'send', 'newline' ),
	'preload' => array( 'idle', 'eager' ),
	'teaser' => array(),
	'teaser_after' => array(),
	'teaser_on' => array(),
	'sound' => array( 'true', 'false' ),
	'position' => array( 'left', 'center', 'right' ),
	'theme' => array( 'auto', 'light', 'dark' ),
	'button_text' => array(),
	'button_shape' => array( 'round', 'square' ),
	'icon_url' => array(),
	'show_button' => array( 'true', 'false' ),
	'header_text' => array(),
	'welcome_messages' => array(),
	'starter_questions' => array(),
	'quick_replies' => array( 'true', 'false' ),
	'images' => array(),
	'highlight_code' => array( 'true', 'false' ),
	'formulas' => array( 'true', 'false' ),
	'typing_indicator_text' => array(),
	'new_chat_confirmation_message' => array(),
	'placeholder' => array(),
	'allow_attachments' => array( 'true', 'false' ),
	'keep_photos' => array( 'true', 'false' ),
	'allow_full_screen' => array( 'true', 'false' ),
	'disabled' => array( 'true', 'false' ),
	'dictation' => array( 'true', 'false' ),
	'read_aloud' => array( 'true', 'false' ),
	'hours' => array(),
	'banner_message' => array(),
	'banner_style' => array( 'default', 'info', 'warning', 'error' ),
	'banner_position' => array( 'top', 'bottom' ),
);

/** The languages that the widget has texts for. */
const WIDGET_LANGUAGES = array( 'am', 'ar', 'bn', 'de', 'en', 'es', 'fa', 'fr', 'hi', 'id', 'it', 'ja', 'ko', 'nl', 'pl', 'pt', 'ru', 'sw', 'tr', 'uk', 'ur', 'vi', 'zh' );
