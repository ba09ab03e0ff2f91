<?php
/**
 * The block and the shortcode: a chat within the content of a page, or a button that opens the floating one.
 *
 * @package OcsChat
 */

namespace OcsChat;

defined( 'ABSPATH' ) || exit;

/**
 * The widget's options that authors can set, besides the choice of a chatbot. Those that decide where visitors' messages go, and
 * who the visitor is, are only in the settings, which need a capability that authors do not have.
 */
const AUTHOR_OPTIONS = array( 'header_text', 'welcome_messages', 'starter_questions', 'placeholder', 'language', 'theme', 'allow_attachments' );

/** The height of a chat within the content, in pixels. */
const DEFAULT_HEIGHT = 600;
const MIN_HEIGHT     = 300;
const MAX_HEIGHT     = 2000;

add_action( 'init', __NAMESPACE__ . '\register_content' );

/** Registers the block and the shortcode. */
function register_content() {
	add_shortcode( 'ocs_chat', __NAMESPACE__ . '\render_shortcode' );
	register_block_type( dirname( FILE ) . '/block', array( 'render_callback' => __NAMESPACE__ . '\render_block' ) );
	wp_set_script_translations( 'ocs-chat-chat-editor-script', 'ocs-chat', dirname( FILE ) . '/languages' );
}

/**
 * Renders `[ocs_chat]`. Entries of lists are separated by a vertical bar.
 *
 * @param mixed $attributes By their names; an empty text if there are none.
 */
function render_shortcode( $attributes ): string {
	$attributes = array_filter( is_array( $attributes ) ? $attributes : array(), 'is_string' );
	foreach ( $attributes as $name => $value ) {
		// The visual editor writes entities.
		$attributes[ $name ] = html_entity_decode( $value, ENT_QUOTES | ENT_HTML5, 'UTF-8' );
	}
	foreach ( array( 'welcome_messages', 'starter_questions' ) as $name ) {
		if ( isset( $attributes[ $name ] ) ) {
			$attributes[ $name ] = explode( '|', $attributes[ $name ] );
		}
	}
	return render_content( $attributes, '' );
}

/**
 * Renders the block.
 *
 * @param array<string, mixed> $attributes The block's attributes, in camel case.
 */
function render_block( array $attributes ): string {
	$names = array(
		'display'          => 'display',
		'label'            => 'label',
		'question'         => 'question',
		'height'           => 'height',
		'chatbotId'        => 'chatbot_id',
		'headerText'       => 'header_text',
		'welcomeMessages'  => 'welcome_messages',
		'starterQuestions' => 'starter_questions',
	);
	$renamed = array();
	foreach ( $names as $name => $option ) {
		if ( isset( $attributes[ $name ] ) ) {
			$renamed[ $option ] = $attributes[ $name ];
		}
	}
	return render_content( $renamed, get_block_wrapper_attributes() );
}

/**
 * Renders the chat within the content, or a button for it. Empty for visitors who do not belong to the audience.
 *
 * @param array<string, mixed> $attributes Of the block or shortcode.
 * @param string               $wrapper    HTML attributes of the element around it.
 */
function render_content( array $attributes, string $wrapper ): string {
	$settings = settings();
	if ( ! can_render( $settings ) ) {
		return '';
	}
	if ( 'button' === ( $attributes['display'] ?? '' ) ) {
		return render_button( $attributes, $wrapper, $settings );
	}
	$widget = widget_html( $settings, array( 'mode' => 'kiosk' ) + author_options( $attributes, $settings ) );
	if ( '' === $widget ) {
		return '';
	}
	PageState::$has_inline = true;
	$height = max( MIN_HEIGHT, min( MAX_HEIGHT, absint( $attributes['height'] ?? 0 ) ?: DEFAULT_HEIGHT ) );
	return sprintf( '<div %s><div style="position:relative;height:%dpx">%s</div></div>', $wrapper, $height, $widget );
}

/**
 * Renders a button that opens the chat, and sends a question if there is one.
 *
 * @param array<string, mixed> $attributes Of the block or shortcode.
 * @param string               $wrapper    HTML attributes of the element around it.
 * @param array<string, mixed> $settings   The settings.
 */
function render_button( array $attributes, string $wrapper, array $settings ): string {
	if ( '' === $settings['chatbot_id'] ) {
		return '';
	}
	PageState::$needs_floating = true;
	$label    = text_attribute( $attributes, 'label' );
	$question = text_attribute( $attributes, 'question' );
	$trigger  = '' === $question ? array( 'data-ocs-chat-open' => '' ) : array( 'data-ocs-chat-send' => $question );
	return sprintf(
		'<div %s><button type="button" class="wp-block-button__link wp-element-button"%s>%s</button></div>',
		$wrapper,
		attributes_html( $trigger ),
		escape( '' === $label ? __( 'Chat with us', 'ocs-chat' ) : $label )
	);
}

/**
 * Returns the widget's options that a block or shortcode sets.
 *
 * @param array<string, mixed> $attributes Of the block or shortcode.
 * @param array<string, mixed> $settings   The settings.
 * @return array<string, mixed>
 */
function author_options( array $attributes, array $settings ): array {
	$options = chatbot_options( text_attribute( $attributes, 'chatbot_id' ), $settings );
	foreach ( AUTHOR_OPTIONS as $name ) {
		$value = $attributes[ $name ] ?? '';
		$value = is_array( $value ) ? sanitize_lines( $value ) : text_attribute( $attributes, $name );
		if ( ! in_array( $value, array( '', array() ), true ) ) {
			$options[ $name ] = $value;
		}
	}
	return $options;
}

/**
 * Returns the options for a chatbot of the settings: none for the first one, and for those that are not in the settings.
 *
 * @param string               $id       The chatbot's id.
 * @param array<string, mixed> $settings The settings.
 * @return array<string, string>
 */
function chatbot_options( string $id, array $settings ): array {
	foreach ( $settings['other_chatbots'] as $chatbot ) {
		list( $known, $key ) = explode( ' ', $chatbot . ' ' );
		if ( strtolower( $id ) === $known ) {
			return array(
				'chatbot_id' => $known,
				'embed_key'  => $key,
			);
		}
	}
	return array();
}

/**
 * Returns an attribute as a text.
 *
 * @param array<string, mixed> $attributes Of the block or shortcode.
 * @param string               $name       Its name.
 */
function text_attribute( array $attributes, string $name ): string {
	$value = $attributes[ $name ] ?? '';
	return is_scalar( $value ) ? sanitize_text( (string) $value ) : '';
}
