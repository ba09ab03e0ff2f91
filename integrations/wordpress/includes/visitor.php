<?php
/**
 * The data about a logged-in visitor that the chat receives.
 *
 * @package OcsChat
 */

namespace OcsChat;

defined( 'ABSPATH' ) || exit;

/**
 * Returns the options of the widget that identify the visitor, as the owner of the site has chosen.
 *
 * @param string $choice A value of the setting `visitor`.
 * @return array<string, string>
 */
function visitor_options( string $choice ): array {
	$user = wp_get_current_user();
	if ( 'nothing' === $choice || ! $user->exists() ) {
		return array();
	}
	keep_page_out_of_caches();
	if ( 'name' === $choice ) {
		// Not the login name, which is half of the credentials.
		$name = trim( $user->first_name . ' ' . $user->last_name );
		return array(
			'user_id'   => (string) $user->ID,
			'user_name' => '' !== $name ? $name : ( $user->display_name !== $user->user_login ? $user->display_name : '' ),
		);
	}
	// Users of one browser need conversations of their own: the pseudonym tells them apart, and names nobody.
	return array( 'user_id' => substr( hash_hmac( 'sha256', 'ocs-chat-user-' . $user->ID, wp_salt( 'auth' ) ), 0, 32 ) );
}

/** Keeps caching plugins from giving this page to other visitors. */
function keep_page_out_of_caches() {
	if ( ! defined( 'DONOTCACHEPAGE' ) ) {
		define( 'DONOTCACHEPAGE', true );
	}
}

add_filter( 'nocache_headers', __NAMESPACE__ . '\forbid_storing' );

/**
 * Forbids storing pages that identify the visitor. WordPress before 6.3 only requires revalidation.
 *
 * @param array<string, string> $headers The headers.
 * @return array<string, string>
 */
function forbid_storing( $headers ) {
	if ( is_user_logged_in() && 'nothing' !== settings()['visitor'] ) {
		$headers['Cache-Control'] = 'no-cache, must-revalidate, max-age=0, no-store, private';
	}
	return $headers;
}
