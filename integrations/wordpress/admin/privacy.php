<?php
/**
 * The suggestion for the site's privacy policy.
 *
 * @package OcsChat
 */

namespace OcsChat;

defined( 'ABSPATH' ) || exit;

add_action( 'admin_init', __NAMESPACE__ . '\suggest_privacy_policy' );

/** Adds the suggestion to WordPress's guide. */
function suggest_privacy_policy() {
	$settings = settings();
	$server   = '' === $settings['api_base_url'] ? 'https://www.openchatstudio.com' : $settings['api_base_url'];
	$texts    = array(
		/* translators: %s: address of a server */
		sprintf( __( 'This site has a chat. When you send a message, your browser sends it, the files that you attach, the address of the page, its time zone and a random id to %s.', 'ocs-chat' ), $server ),
	);
	if ( 'false' !== $settings['persistent_session'] ) {
		$texts[] = __( 'Your browser keeps the conversation, so that it continues on other pages. You can delete it in the menu of the chat.', 'ocs-chat' );
	}
	if ( 'pseudonym' === $settings['visitor'] ) {
		$texts[] = __( 'If you are logged in, a pseudonym is sent instead of the random id.', 'ocs-chat' );
	} elseif ( 'name' === $settings['visitor'] ) {
		$texts[] = __( 'If you are logged in, the number of your account is sent instead of the random id, and your name.', 'ocs-chat' );
	}
	wp_add_privacy_policy_content( __( 'OCS Chat', 'ocs-chat' ), '<p>' . esc_html( implode( ' ', $texts ) ) . '</p>' );
}
