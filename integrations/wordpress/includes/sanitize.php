<?php
/**
 * Registers the option, and sanitizes what is stored in it. Values are escaped where they are printed, too.
 *
 * @package OcsChat
 */

namespace OcsChat;

defined( 'ABSPATH' ) || exit;

/** The longest text in characters, and the most entries of a list. */
const MAX_TEXT    = 2000;
const MAX_ENTRIES = 50;

/** Regular expressions for the id of a chatbot and for an embed key. */
const UUID = '[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}';
const KEY  = '(?:[\x21-\x7e]{1,200})';

add_action( 'init', __NAMESPACE__ . '\register_option' );

/** Registers the option, whose page in the administration is options.php. */
function register_option() {
	register_setting(
		OPTION,
		OPTION,
		array(
			'type'              => 'object',
			'sanitize_callback' => __NAMESPACE__ . '\sanitize',
			'show_in_rest'      => false,
		)
	);
}

/**
 * Returns the settings that may be stored. A value that is invalid does not replace the stored one, and is reported.
 *
 * @param mixed $input The form's fields, or an option that has already been sanitized.
 * @return array<string, mixed>
 */
function sanitize( $input ): array {
	$input     = is_array( $input ) ? $input : array();
	$before    = settings();
	$sanitized = array();
	foreach ( SETTINGS as $name => $type ) {
		$value = sanitize_value( $name, $type, $input[ $name ] ?? null );
		if ( null === $value ) {
			report_invalid( $name );
			$value = $before[ $name ];
		}
		$sanitized[ $name ] = $value;
	}
	return $sanitized;
}

/**
 * Returns a valid value, or null if the input is not valid.
 *
 * @param string $name  The setting.
 * @param string $type  Its type in SETTINGS.
 * @param mixed  $input Null if it is missing, as unchecked boxes are.
 * @return mixed
 */
function sanitize_value( string $name, string $type, $input ) {
	if ( 'flag' === $type ) {
		return ! empty( $input ) && 'false' !== $input;
	}
	if ( 'names' === $type ) {
		return sanitize_names( $input );
	}
	if ( 'lines' === $type ) {
		return sanitize_lines( $input );
	}
	if ( 'chatbots' === $type ) {
		$chatbots = array_map( __NAMESPACE__ . '\normalize_chatbot', sanitize_lines( $input ) );
		return in_array( null, $chatbots, true ) ? null : $chatbots;
	}
	if ( null === $input ) {
		return default_value( $name );
	}
	if ( ! is_scalar( $input ) ) {
		return null;
	}
	$text = sanitize_text( (string) $input );
	switch ( $type ) {
		case 'uuid':
			return '' === $text ? '' : ( preg_match( '/^' . UUID . '\z/i', $text ) ? strtolower( $text ) : null );
		case 'key':
			return preg_match( '/^' . KEY . '?\z/', $text ) ? $text : null;
		case 'url':
			return sanitize_address( $text );
		case 'color':
			return '' === $text || is_color( $text ) ? strtolower( $text ) : null;
		case 'language':
			return '' === $text || preg_match( '/^[a-z]{2,8}(-[a-z0-9]{1,8})*\z/i', $text ) ? $text : null;
		case 'choice':
			return in_array( $text, CHOICES[ $name ], true ) ? $text : null;
		case 'widget_choice':
			return '' === $text || in_array( $text, WIDGET_OPTIONS[ $name ], true ) ? $text : null;
		default:
			return $text;
	}
}

/**
 * Returns valid UTF-8 without control characters. Tags are kept: the widget shows them as text, and the page escapes them.
 *
 * @param string $text Any text.
 */
function sanitize_text( string $text ): string {
	$text = (string) preg_replace( '/[\x00-\x08\x0b-\x1f\x7f]/', '', wp_check_invalid_utf8( $text ) );
	return trim( mb_substr( $text, 0, MAX_TEXT, 'UTF-8' ) );
}

/**
 * Whether a text is a colour such as #0b6e4f.
 *
 * @param string $text Any text.
 */
function is_color( string $text ): bool {
	return (bool) preg_match( '/^#([0-9a-f]{3}|[0-9a-f]{6})\z/i', $text );
}

/**
 * Returns an http or https address without credentials, or null.
 *
 * @param string $text The address, which may be empty.
 */
function sanitize_address( string $text ): ?string {
	if ( '' === $text ) {
		return '';
	}
	$parts  = wp_parse_url( $text );
	$scheme = strtolower( $parts['scheme'] ?? '' );
	if ( empty( $parts['host'] ) || isset( $parts['user'] ) || ! in_array( $scheme, array( 'https', 'http' ), true ) ) {
		return null;
	}
	$address = esc_url_raw( $text, array( 'https', 'http' ) );
	return '' === $address ? null : $address;
}

/**
 * Returns the lines that are not empty.
 *
 * @param mixed $input The text of a field, or a list.
 * @return string[]
 */
function sanitize_lines( $input ): array {
	$lines = is_array( $input ) ? $input : explode( "\n", is_scalar( $input ) ? (string) $input : '' );
	$texts = array();
	foreach ( $lines as $line ) {
		$text = is_scalar( $line ) ? sanitize_text( (string) $line ) : '';
		if ( '' !== $text ) {
			$texts[] = $text;
		}
	}
	return array_slice( $texts, 0, MAX_ENTRIES );
}

/**
 * Returns a chatbot as its id and, after a space, its embed key, which may be missing; null if it is not valid.
 *
 * @param string $line Such a line, perhaps with more spaces.
 */
function normalize_chatbot( string $line ): ?string {
	if ( ! preg_match( '/^(' . UUID . ')(?:\s+(' . KEY . '))?\z/i', $line, $parts ) ) {
		return null;
	}
	return strtolower( $parts[1] ) . ( isset( $parts[2] ) ? ' ' . $parts[2] : '' );
}

/**
 * Returns names of roles, places or locales. Those that do not exist do no harm, and may exist again later.
 *
 * @param mixed $input A list.
 * @return string[]
 */
function sanitize_names( $input ): array {
	$names = array();
	foreach ( is_array( $input ) ? $input : array() as $name ) {
		if ( is_string( $name ) && preg_match( '/^[\w:.@-]{1,100}\z/', $name ) ) {
			$names[] = $name;
		}
	}
	return array_slice( array_values( array_unique( $names ) ), 0, 200 );
}

/**
 * Adds an error to the settings page. Other code may store the option without that page.
 *
 * @param string $name The setting.
 */
function report_invalid( string $name ) {
	if ( ! function_exists( 'add_settings_error' ) ) {
		return;
	}
	$label = function_exists( __NAMESPACE__ . '\label' ) ? label( $name ) : $name;
	/* translators: %s: name of a setting */
	$message = sprintf( __( '“%s” has an invalid value and was not changed.', 'ocs-chat' ), $label );
	add_settings_error( OPTION, "ocs_chat_$name", esc_html( $message ) );
}
