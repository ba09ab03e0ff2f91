<?php
/**
 * Renders the widget's element, and adds it to the pages where it belongs.
 *
 * @package OcsChat
 */

namespace OcsChat;

defined( 'ABSPATH' ) || exit;

// Before the scripts of the footer are printed.
add_action( 'wp_footer', __NAMESPACE__ . '\print_floating_widget', 5 );

/** What the contents of the page need. */
final class PageState {
	/** Whether a block or shortcode opens the floating widget. @var bool */
	public static $needs_floating = false;

	/** Whether a block or shortcode contains the chat, which buttons then open instead. @var bool */
	public static $has_inline = false;
}

/** Adds the button to the page, at the end of its body. */
function print_floating_widget() {
	$settings = settings();
	$wanted   = ! PageState::$has_inline && ( PageState::$needs_floating || is_placed_here( $settings ) );
	if ( $wanted && can_render( $settings ) ) {
		// phpcs:ignore WordPress.Security.EscapeOutput.OutputNotEscaped -- escaped in attributes_html().
		echo widget_html( $settings ) . "\n";
	}
}

/**
 * Whether the page can have a chat for this visitor. Feeds, emails and previews in editors cannot.
 *
 * @param array<string, mixed> $settings The settings.
 */
function can_render( array $settings ): bool {
	$is_page = ! is_admin() && ! is_feed() && ! is_robots() && ! wp_is_json_request() && ! ( defined( 'REST_REQUEST' ) && REST_REQUEST );
	$is_amp  = function_exists( 'amp_is_request' ) && did_action( 'wp' ) && amp_is_request();
	return $is_page && ! $is_amp && is_in_audience( $settings );
}

/**
 * Returns the element, and loads its script. Empty without a chatbot.
 *
 * @param array<string, mixed> $settings  The settings.
 * @param array<string, mixed> $overrides Options of the widget that win over the settings.
 */
function widget_html( array $settings, array $overrides = array() ): string {
	if ( '' === $settings['chatbot_id'] ) {
		return '';
	}
	enqueue_assets();
	$options = array_merge( widget_options( $settings ), visitor_options( $settings['visitor'] ), $overrides );
	return '<ocs-chat' . attributes_html( option_attributes( $options ) ) . '></ocs-chat>';
}

/**
 * Returns the options of the widget that the settings contain.
 *
 * @param array<string, mixed> $settings The settings.
 * @return array<string, mixed>
 */
function widget_options( array $settings ): array {
	$options = array_intersect_key( $settings, WIDGET_OPTIONS );
	if ( PAGE_LANGUAGE === $options['language'] ) {
		$options['language'] = page_language();
	}
	if ( ! $options['allow_attachments'] ) {
		// The widget's default.
		unset( $options['allow_attachments'] );
	}
	return $options;
}

/** The language of the page as a tag: `de-DE` for the locale `de_DE_formal`. */
function page_language(): string {
	return implode( '-', array_slice( explode( '_', get_locale() ), 0, 2 ) );
}
