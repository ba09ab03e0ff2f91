<?php
/**
 * Turns options of the widget into the attributes of its element.
 *
 * @package OcsChat
 */

namespace OcsChat;

defined( 'ABSPATH' ) || exit;

/**
 * Returns attributes by their names, without empty options and those that the widget does not have or accept.
 *
 * @param array<string, mixed> $options By their names in WIDGET_OPTIONS.
 * @return array<string, string>
 */
function option_attributes( array $options ): array {
	$attributes = array();
	foreach ( $options as $name => $value ) {
		if ( is_bool( $value ) ) {
			$value = $value ? 'true' : 'false';
		} elseif ( is_array( $value ) ) {
			$value = $value ? (string) wp_json_encode( array_map( 'strval', array_values( $value ) ), JSON_UNESCAPED_SLASHES | JSON_UNESCAPED_UNICODE ) : '';
		}
		$choices = WIDGET_OPTIONS[ $name ] ?? null;
		$is_valid = null !== $choices && is_scalar( $value ) && ( ! $choices || in_array( (string) $value, $choices, true ) );
		if ( $is_valid && '' !== (string) $value ) {
			$attributes[ str_replace( '_', '-', $name ) ] = (string) $value;
		}
	}
	return $attributes;
}

/**
 * Returns attributes as HTML, with a space before each.
 *
 * @param array<string, string> $attributes By their names.
 */
function attributes_html( array $attributes ): string {
	$html = '';
	foreach ( $attributes as $name => $value ) {
		$html .= ' ' . $name . '="' . escape( $value ) . '"';
	}
	return $html;
}

/**
 * Escapes the value of an attribute. esc_attr() leaves what looks like an entity as it is, which would change texts and break
 * JSON. Brackets are escaped because WordPress replaces shortcodes in attributes, too.
 *
 * @param string $value Any text.
 */
function escape( string $value ): string {
	$html = htmlspecialchars( $value, ENT_QUOTES | ENT_SUBSTITUTE, 'UTF-8', true );
	return str_replace( array( '[', ']' ), array( '&#091;', '&#093;' ), $html );
}
