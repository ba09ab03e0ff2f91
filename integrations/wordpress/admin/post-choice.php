<?php
/**
 * The choice, for a single page or post, to show or hide the chat's button. Editors of the post see it in the sidebar.
 *
 * @package OcsChat
 */

namespace OcsChat;

defined( 'ABSPATH' ) || exit;

const POST_NONCE = 'ocs_chat_post_nonce';
const POST_FIELD = 'ocs_chat_post_choice';

add_action( 'add_meta_boxes', __NAMESPACE__ . '\add_post_choice' );
add_action( 'save_post', __NAMESPACE__ . '\save_post_choice' );

/**
 * Adds the box to the editor of public posts.
 *
 * @param string $post_type The type of the post.
 */
function add_post_choice( string $post_type ) {
	if ( is_post_type_viewable( $post_type ) ) {
		add_meta_box( 'ocs-chat', __( 'OCS Chat', 'ocs-chat' ), __NAMESPACE__ . '\print_post_choice', $post_type, 'side' );
	}
}

/**
 * Prints the box.
 *
 * @param \WP_Post $post The post.
 */
function print_post_choice( $post ) {
	wp_nonce_field( 'ocs-chat-post-' . $post->ID, POST_NONCE, false );
	$choices = array(
		''     => __( 'As in the settings', 'ocs-chat' ),
		'show' => __( 'Show', 'ocs-chat' ),
		'hide' => __( 'Hide', 'ocs-chat' ),
	);
	echo '<label for="ocs-chat-post-choice">' . esc_html__( 'The chat’s button on this page', 'ocs-chat' ) . '</label><br>';
	echo '<select id="ocs-chat-post-choice" name="' . esc_attr( POST_FIELD ) . '">';
	$chosen = (string) get_post_meta( $post->ID, POST_META, true );
	foreach ( $choices as $value => $label ) {
		echo '<option value="' . esc_attr( $value ) . '"' . selected( $chosen, $value, false ) . '>' . esc_html( $label ) . '</option>';
	}
	echo '</select>';
}

/**
 * Stores the choice. Revisions, autosaves and other requests than those of the editor do not have the fields.
 *
 * @param int $post_id The post.
 */
function save_post_choice( $post_id ) {
	$nonce = sanitize_text_field( wp_unslash( $_POST[ POST_NONCE ] ?? '' ) );
	if ( ! isset( $_POST[ POST_FIELD ] ) || ! wp_verify_nonce( $nonce, 'ocs-chat-post-' . $post_id ) || ! current_user_can( 'edit_post', $post_id ) ) {
		return;
	}
	$choice = sanitize_key( wp_unslash( $_POST[ POST_FIELD ] ) );
	if ( in_array( $choice, array( 'show', 'hide' ), true ) ) {
		update_post_meta( $post_id, POST_META, $choice );
	} else {
		delete_post_meta( $post_id, POST_META );
	}
}
