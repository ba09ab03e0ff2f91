<?php
/**
 * Decides on which pages the chat's button is shown without a block or shortcode: by the kind of page, its language and the
 * choice of its author.
 *
 * @package OcsChat
 */

namespace OcsChat;

defined( 'ABSPATH' ) || exit;

/** Places that are not post types. */
const FRONT_PAGE = 'front';
const LISTS      = 'lists';
const POST_TYPE  = 'type:';

/**
 * Whether the page that is being rendered has the chat's button.
 *
 * @param array<string, mixed> $settings The settings.
 */
function is_placed_here( array $settings ): bool {
	if ( 'selected' === $settings['locales'] && ! in_array( get_locale(), $settings['selected_locales'], true ) ) {
		return false;
	}
	$choice = is_singular() || is_home() ? get_post_meta( get_queried_object_id(), POST_META, true ) : '';
	if ( 'hide' === $choice || 'show' === $choice ) {
		return 'show' === $choice;
	}
	return 'everywhere' === $settings['show'] || ( 'selected' === $settings['show'] && in_array( current_place(), $settings['places'], true ) );
}

/** The entry of the setting `places` for the page that is being rendered. */
function current_place(): string {
	if ( is_front_page() ) {
		return FRONT_PAGE;
	}
	return is_singular() ? POST_TYPE . get_post_type( get_queried_object_id() ) : LISTS;
}
