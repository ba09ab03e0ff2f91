<?php
/**
 * The plugin's settings: their names, types and defaults, and how to read them. They are stored in one option.
 *
 * @package OcsChat
 */

namespace OcsChat;

defined( 'ABSPATH' ) || exit;

/**
 * The type of each setting; sanitize.php defines what a type accepts. Settings whose name is in WIDGET_OPTIONS are options of
 * the widget.
 */
const SETTINGS = array(
	'chatbot_id'         => 'uuid',
	'embed_key'          => 'key',
	'api_base_url'       => 'url',
	'other_chatbots'     => 'chatbots',
	'position'           => 'widget_choice',
	'theme'              => 'widget_choice',
	'button_shape'       => 'widget_choice',
	'button_text'        => 'text',
	'icon_url'           => 'url',
	'header_text'        => 'text',
	'welcome_messages'   => 'lines',
	'starter_questions'  => 'lines',
	'placeholder'        => 'text',
	'teaser'             => 'text',
	'allow_attachments'  => 'flag',
	'persistent_session' => 'widget_choice',
	'language'           => 'language',
	'accent'             => 'color',
	'on_accent'          => 'color',
	'visitor'            => 'choice',
	'show'               => 'choice',
	'places'             => 'names',
	'audience'           => 'choice',
	'roles'              => 'names',
	'locales'            => 'choice',
	'selected_locales'   => 'names',
);

/** The values of settings of the type `choice`. The first is the default. */
const CHOICES = array(
	'visitor'  => array( 'nothing', 'pseudonym', 'name' ),
	'show'     => array( 'everywhere', 'selected', 'nowhere' ),
	'audience' => array( 'everyone', 'selected' ),
	'locales'  => array( 'all', 'selected' ),
);

/** The language setting for the language of the page. Without it the widget uses the browser's. */
const PAGE_LANGUAGE = 'page';

/**
 * The value of a setting that is not stored.
 *
 * @param string $name Its name.
 * @return mixed
 */
function default_value( string $name ) {
	switch ( SETTINGS[ $name ] ) {
		case 'choice':
			return CHOICES[ $name ][0];
		case 'lines':
		case 'chatbots':
		case 'names':
			return array();
		case 'flag':
			return false;
		default:
			return '';
	}
}

/**
 * All settings, with defaults for those that are not stored or have a wrong type.
 *
 * @return array<string, mixed>
 */
function settings(): array {
	$stored   = get_option( OPTION );
	$settings = array();
	foreach ( SETTINGS as $name => $type ) {
		$default           = default_value( $name );
		$value             = is_array( $stored ) && isset( $stored[ $name ] ) ? $stored[ $name ] : $default;
		$settings[ $name ] = gettype( $value ) === gettype( $default ) ? $value : $default;
	}
	return $settings;
}
