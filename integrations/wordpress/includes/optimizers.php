<?php
/**
 * Excludes the widget's script from plugins that combine, delay or minify scripts and ignore its attributes.
 *
 * @package OcsChat
 */

namespace OcsChat;

defined( 'ABSPATH' ) || exit;

/** Filters whose lists contain parts of addresses. */
const ADDRESS_FILTERS = array(
	'rocket_exclude_js',
	'rocket_exclude_defer_js',
	'rocket_delay_js_exclusions',
	'litespeed_optimize_js_excludes',
	'litespeed_optm_js_defer_exc',
	'perfmatters_delay_js_exclusions',
);

/** Filters whose lists contain handles. */
const HANDLE_FILTERS = array( 'sgo_js_minify_exclude', 'sgo_javascript_combine_exclude', 'sgo_js_async_exclude' );

/** A part of the script's address. */
const SCRIPT_PATH = 'ocs-chat/bundle/';

foreach ( ADDRESS_FILTERS as $ocs_chat_filter ) {
	add_filter( $ocs_chat_filter, __NAMESPACE__ . '\add_address' );
}
foreach ( HANDLE_FILTERS as $ocs_chat_filter ) {
	add_filter( $ocs_chat_filter, __NAMESPACE__ . '\add_handle' );
}
add_filter( 'autoptimize_filter_js_exclude', __NAMESPACE__ . '\add_address' );
add_filter( 'js_do_concat', __NAMESPACE__ . '\do_not_combine', 10, 2 );

/**
 * Adds the script's address to a list, or to a text with commas.
 *
 * @param mixed $excluded The list.
 * @return mixed
 */
function add_address( $excluded ) {
	if ( is_string( $excluded ) ) {
		return ltrim( $excluded . ',' . SCRIPT_PATH, ',' );
	}
	return array_merge( (array) $excluded, array( SCRIPT_PATH ) );
}

/**
 * Adds the script's handle to a list.
 *
 * @param mixed $excluded The list.
 * @return mixed
 */
function add_handle( $excluded ) {
	return array_merge( (array) $excluded, array( HANDLE ) );
}

/**
 * Keeps Jetpack Boost and Page Optimize from combining the script.
 *
 * @param mixed $combine Whether to combine it.
 * @param mixed $handle  The handle of a script.
 * @return mixed
 */
function do_not_combine( $combine, $handle ) {
	return HANDLE === $handle ? false : $combine;
}
