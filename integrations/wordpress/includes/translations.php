<?php
/**
 * The translations that the plugin contains. Those of WordPress's directory win.
 *
 * @package OcsChat
 */

namespace OcsChat;

defined( 'ABSPATH' ) || exit;

// Before anything else is registered.
add_action( 'init', __NAMESPACE__ . '\load_translations', 0 );

/** Loads them for the current locale. */
function load_translations() {
	// phpcs:ignore PluginCheck.CodeAnalysis.DiscouragedFunctions.load_plugin_textdomainFound -- until the directory has them.
	load_plugin_textdomain( 'ocs-chat', false, dirname( plugin_basename( FILE ) ) . '/languages' );
}
