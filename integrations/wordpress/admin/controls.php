<?php
/**
 * Renders the controls of the settings page. Those of widget options have attributes for the preview in settings.js.
 *
 * @package OcsChat
 */

namespace OcsChat;

defined( 'ABSPATH' ) || exit;

/**
 * Prints the row of a setting.
 *
 * @param string $name  The setting.
 * @param mixed  $value Its value.
 */
function print_row( string $name, $value ) {
	$id   = "ocs-chat-$name";
	$help = help( $name );
	$type = SETTINGS[ $name ];
	echo '<tr id="' . esc_attr( "$id-row" ) . '"><th scope="row">';
	if ( 'names' === $type ) {
		echo esc_html( label( $name ) );
	} else {
		echo '<label for="' . esc_attr( $id ) . '">' . esc_html( label( $name ) ) . '</label>';
	}
	echo '</th><td>';
	print_control( $name, $value, '' === $help ? array() : array( 'aria-describedby' => "$id-help" ) );
	if ( '' !== $help ) {
		echo '<p class="description" id="' . esc_attr( "$id-help" ) . '">' . esc_html( $help ) . '</p>';
	}
	echo '</td></tr>';
}

/**
 * Prints the control of a setting.
 *
 * @param string                $name       The setting.
 * @param mixed                 $value      Its value.
 * @param array<string, string> $attributes More attributes of the control.
 */
function print_control( string $name, $value, array $attributes ) {
	$choices     = choices( $name );
	$attributes += array(
		'id'   => "ocs-chat-$name",
		'name' => OPTION . "[$name]",
	) + preview_attributes( $name );
	if ( 'names' === SETTINGS[ $name ] ) {
		print_checkboxes( $name, $choices, (array) $value );
	} elseif ( $choices ) {
		print_select( $choices, (string) $value, $attributes );
	} elseif ( in_array( SETTINGS[ $name ], array( 'lines', 'chatbots' ), true ) ) {
		echo '<textarea rows="3" class="large-text"' . attributes_html( $attributes ) . '>' . esc_textarea( implode( "\n", (array) $value ) ) . '</textarea>';
	} elseif ( 'flag' === SETTINGS[ $name ] ) {
		echo '<input type="checkbox" value="1"' . attributes_html( $attributes ) . checked( (bool) $value, true, false ) . '>';
	} else {
		$attributes += array(
			'type'         => 'url' === SETTINGS[ $name ] ? 'url' : 'text',
			'value'        => (string) $value,
			'class'        => 'color' === SETTINGS[ $name ] ? 'ocs-chat-color' : 'regular-text',
			'autocomplete' => 'off',
		);
		if ( 'api_base_url' === $name ) {
			$attributes['placeholder'] = 'https://www.openchatstudio.com';
		}
		echo '<input' . attributes_html( $attributes ) . '>';
	}
}

/**
 * The attributes that tell settings.js which option of the preview a control changes.
 *
 * @param string $name The setting.
 * @return array<string, string>
 */
function preview_attributes( string $name ): array {
	$type = SETTINGS[ $name ];
	if ( 'color' === $type ) {
		return array( 'data-property' => '--ocs-' . str_replace( '_', '-', $name ) );
	}
	// The preview stores nothing.
	if ( ! isset( WIDGET_OPTIONS[ $name ] ) || 'persistent_session' === $name ) {
		return array();
	}
	return array(
		'data-option' => str_replace( '_', '-', $name ),
		'data-type'   => $type,
	);
}

/**
 * Prints a list to choose one from.
 *
 * @param array<string, string> $choices    Labels by values.
 * @param string                $value      The chosen value.
 * @param array<string, string> $attributes Of the element.
 */
function print_select( array $choices, string $value, array $attributes ) {
	if ( ! isset( $choices[ $value ] ) ) {
		$choices[ $value ] = $value;
	}
	echo '<select' . attributes_html( $attributes ) . '>';
	foreach ( $choices as $choice => $label ) {
		echo '<option value="' . esc_attr( $choice ) . '"' . selected( $value, (string) $choice, false ) . '>' . esc_html( $label ) . '</option>';
	}
	echo '</select>';
}

/**
 * Prints boxes to choose several from. Chosen values that do not exist any more stay chosen.
 *
 * @param string                $name    The setting.
 * @param array<string, string> $choices Labels by values.
 * @param string[]              $values  The chosen values.
 */
function print_checkboxes( string $name, array $choices, array $values ) {
	foreach ( $values as $value ) {
		$choices += array( $value => $value );
	}
	echo '<fieldset id="' . esc_attr( "ocs-chat-$name" ) . '"><legend class="screen-reader-text">' . esc_html( label( $name ) ) . '</legend>';
	foreach ( $choices as $choice => $label ) {
		echo '<label><input type="checkbox" name="' . esc_attr( OPTION . "[$name][]" ) . '" value="' . esc_attr( $choice ) . '"';
		echo checked( in_array( (string) $choice, $values, true ), true, false ) . '> ' . esc_html( $label ) . '</label><br>';
	}
	echo '</fieldset>';
}
