<?php
/**
 * Decides which visitors see the chat: by their roles.
 *
 * @package OcsChat
 */

namespace OcsChat;

defined( 'ABSPATH' ) || exit;

/** The entry of the setting `roles` for visitors who are not logged in or have no role on this site. */
const NO_ROLE = 'visitor';

/**
 * Whether the visitor belongs to the audience of the chat.
 *
 * @param array<string, mixed> $settings The settings.
 */
function is_in_audience( array $settings ): bool {
	if ( 'everyone' === $settings['audience'] ) {
		return true;
	}
	if ( is_user_logged_in() ) {
		keep_page_out_of_caches();
	}
	$roles = array_values( wp_get_current_user()->roles );
	return (bool) array_intersect( $roles ? $roles : array( NO_ROLE ), $settings['roles'] );
}
