<?php
/**
 * What the site of the tests has besides WordPress: no pictures from other servers, languages as a plugin provides them, and code of
 * the site's developers beside the script of the plugin.
 */

add_filter( 'pre_option_show_avatars', '__return_zero' );

add_filter(
	'locale',
	static fn( $locale ) => ! is_admin() && isset( $_GET['lang'] ) ? sanitize_text_field( $_GET['lang'] ) : $locale
);

add_action(
	'wp_enqueue_scripts',
	static function () {
		if ( isset( $_GET['inline'] ) ) {
			wp_add_inline_script( 'ocs-chat', 'window.order = [ "before" ];', 'before' );
			wp_add_inline_script( 'ocs-chat', 'window.order.push( "after" );' );
		}
	}
);
