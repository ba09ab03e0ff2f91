<?php
/**
 * What the site of the tests has besides WordPress: no pictures from other servers, and languages as a plugin provides them.
 */

add_filter( 'pre_option_show_avatars', '__return_zero' );

add_filter(
	'locale',
	static fn( $locale ) => ! is_admin() && isset( $_GET['lang'] ) ? sanitize_text_field( $_GET['lang'] ) : $locale
);
