<?php
/**
 * The script and the styles of the widget: registered for all pages, loaded on those with a chat.
 *
 * @package OcsChat
 */

namespace OcsChat;

defined( 'ABSPATH' ) || exit;

const HANDLE = 'ocs-chat';

/**
 * Attributes that tell optimisers (Cloudflare's Rocket Loader, LiteSpeed Cache, WP Rocket, Autoptimize) to leave the script as it
 * is: it loads the widget's other files from the folder that it is in.
 */
const OPTIMIZER_ATTRIBUTES = array(
	'data-cfasync'     => 'false',
	'data-no-optimize' => '1',
	'data-no-minify'   => '1',
	'data-noptimize'   => '1',
);

add_action( 'init', __NAMESPACE__ . '\register_assets' );
add_filter( 'script_loader_tag', __NAMESPACE__ . '\script_tag', 1, 3 );

/** The address of the folder with the widget's files. */
function files_url(): string {
	/**
	 * Filters the address of the folder with the widget's files, which is this site by default.
	 *
	 * @param string $url With a slash at the end.
	 */
	return trailingslashit( (string) apply_filters( 'ocs_chat_files_url', plugins_url( 'bundle/', FILE ) ) );
}

/** Registers the script and the styles. */
function register_assets() {
	wp_register_script( HANDLE, files_url() . 'embed.js', array(), VERSION, true );
	wp_register_style( HANDLE, false, array(), VERSION );
}

/** Loads the script and the styles on this page. */
function enqueue_assets() {
	if ( wp_script_is( HANDLE, 'enqueued' ) ) {
		return;
	}
	wp_enqueue_script( HANDLE );
	$properties = color_properties( settings() );
	if ( $properties ) {
		wp_enqueue_style( HANDLE );
		wp_add_inline_style( HANDLE, 'ocs-chat{' . implode( ';', $properties ) . '}' );
	}
}

/**
 * Returns CSS declarations for the colours.
 *
 * @param array<string, mixed> $settings The settings.
 * @return string[]
 */
function color_properties( array $settings ): array {
	$properties = array();
	foreach ( array( 'accent', 'on_accent' ) as $name ) {
		if ( is_color( $settings[ $name ] ) ) {
			$properties[] = '--ocs-' . str_replace( '_', '-', $name ) . ':' . $settings[ $name ];
		}
	}
	return $properties;
}

/**
 * Makes the script a module, which optimisers do not combine with other scripts, and names the folder of its files. Inline scripts
 * that other code has added to the handle stay.
 *
 * @param string $tag    The script element, perhaps with inline scripts.
 * @param string $handle Its handle.
 * @param string $src    Its address.
 */
function script_tag( string $tag, string $handle, string $src ): string {
	if ( HANDLE !== $handle ) {
		return $tag;
	}
	$attributes = array(
		'type'            => 'module',
		'id'              => HANDLE . '-js',
		'src'             => $src,
		'data-assets-url' => files_url(),
	);
	$element = wp_get_script_tag( $attributes + OPTIMIZER_ATTRIBUTES );
	return (string) preg_replace_callback( '#<script\s(?:[^>]*\s)?src=[^>]*></script>\s*#i', static fn() => $element, $tag, 1 );
}
