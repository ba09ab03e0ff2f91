<?php
/**
 * The settings page's sections, and the labels and explanations of its fields.
 *
 * @package OcsChat
 */

namespace OcsChat;

defined( 'ABSPATH' ) || exit;

/**
 * The sections with the names of their settings.
 *
 * @return array<string, string[]>
 */
function sections(): array {
	return array(
		__( 'Chatbot', 'ocs-chat' )     => array( 'chatbot_id', 'embed_key', 'api_base_url', 'other_chatbots' ),
		__( 'Appearance', 'ocs-chat' )  => array( 'position', 'theme', 'accent', 'on_accent', 'button_text', 'button_shape', 'icon_url' ),
		__( 'Texts', 'ocs-chat' )       => array( 'language', 'header_text', 'welcome_messages', 'starter_questions', 'placeholder', 'teaser' ),
		__( 'Behaviour', 'ocs-chat' )   => array( 'allow_attachments', 'persistent_session', 'visitor' ),
		__( 'Where and to whom', 'ocs-chat' ) => array( 'show', 'places', 'audience', 'roles', 'locales', 'selected_locales' ),
	);
}

/**
 * The label of a setting.
 *
 * @param string $name Its name.
 */
function label( string $name ): string {
	$labels = array(
		'chatbot_id'         => __( 'Chatbot id', 'ocs-chat' ),
		'embed_key'          => __( 'Embed key', 'ocs-chat' ),
		'api_base_url'       => __( 'Server', 'ocs-chat' ),
		'other_chatbots'     => __( 'More chatbots', 'ocs-chat' ),
		'position'           => __( 'Position', 'ocs-chat' ),
		'theme'              => __( 'Theme', 'ocs-chat' ),
		'accent'             => __( 'Colour of buttons', 'ocs-chat' ),
		'on_accent'          => __( 'Colour of text on buttons', 'ocs-chat' ),
		'button_text'        => __( 'Text on the button', 'ocs-chat' ),
		'button_shape'       => __( 'Shape of the button', 'ocs-chat' ),
		'icon_url'           => __( 'Address of the icon', 'ocs-chat' ),
		'language'           => __( 'Language', 'ocs-chat' ),
		'header_text'        => __( 'Title', 'ocs-chat' ),
		'welcome_messages'   => __( 'Welcome messages', 'ocs-chat' ),
		'starter_questions'  => __( 'Starter questions', 'ocs-chat' ),
		'placeholder'        => __( 'Placeholder of the text field', 'ocs-chat' ),
		'teaser'             => __( 'Teaser beside the button', 'ocs-chat' ),
		'allow_attachments'  => __( 'Visitors may send files', 'ocs-chat' ),
		'persistent_session' => __( 'Keep the conversation', 'ocs-chat' ),
		'visitor'            => __( 'Visitors who are logged in', 'ocs-chat' ),
		'show'               => __( 'Show the button', 'ocs-chat' ),
		'places'             => __( 'Selected pages', 'ocs-chat' ),
		'audience'           => __( 'Show the chat to', 'ocs-chat' ),
		'roles'              => __( 'Selected roles', 'ocs-chat' ),
		'locales'            => __( 'Show the button in', 'ocs-chat' ),
		'selected_locales'   => __( 'Selected languages', 'ocs-chat' ),
	);
	return $labels[ $name ] ?? $name;
}

/**
 * The explanation of a setting, which may be empty.
 *
 * @param string $name Its name.
 */
function help( string $name ): string {
	$help = array(
		'chatbot_id'        => __( 'In Open Chat Studio, in the chatbot’s channel for embedded widgets.', 'ocs-chat' ),
		'embed_key'         => __( 'From the same channel. It is part of every page with the chat, and not a secret.', 'ocs-chat' ),
		'api_base_url'      => __( 'If your chatbot is not on www.openchatstudio.com: the address of its server.', 'ocs-chat' ),
		'other_chatbots'    => __( 'For blocks and shortcodes: the id and the embed key of one chatbot in each line, with a space between them.', 'ocs-chat' ),
		'icon_url'          => __( 'Visitors’ browsers load the icon from this address.', 'ocs-chat' ),
		'welcome_messages'  => __( 'One in each line. Markdown is allowed.', 'ocs-chat' ),
		'starter_questions' => __( 'One in each line.', 'ocs-chat' ),
		'teaser'            => __( 'Shown to visitors who have not started a chat.', 'ocs-chat' ),
		'visitor'           => __( 'The server gets this when a conversation starts. With a pseudonym or a name, each user has a conversation of their own.', 'ocs-chat' ),
		'show'              => __( 'Authors can choose otherwise for a single page. The block and the shortcode work everywhere.', 'ocs-chat' ),
	);
	return $help[ $name ] ?? '';
}

/**
 * What can be chosen, by the stored values; empty for settings without choices.
 *
 * @param string $name The setting.
 * @return array<string, string>
 */
function choices( string $name ): array {
	switch ( $name ) {
		case 'position':
			return array(
				''       => __( 'Right', 'ocs-chat' ),
				'center' => __( 'Centre', 'ocs-chat' ),
				'left'   => __( 'Left', 'ocs-chat' ),
			);
		case 'theme':
			return array(
				''      => __( 'As the visitor’s system', 'ocs-chat' ),
				'light' => __( 'Light', 'ocs-chat' ),
				'dark'  => __( 'Dark', 'ocs-chat' ),
			);
		case 'button_shape':
			return array(
				''       => __( 'Round ends', 'ocs-chat' ),
				'round'  => __( 'Round', 'ocs-chat' ),
				'square' => __( 'Square', 'ocs-chat' ),
			);
		case 'persistent_session':
			return array(
				''      => __( 'In the visitor’s browser, for a day', 'ocs-chat' ),
				'tab'   => __( 'Until the tab is closed', 'ocs-chat' ),
				'false' => __( 'Until the visitor leaves the page', 'ocs-chat' ),
			);
		case 'language':
			return array(
				''            => __( 'The visitor’s browser', 'ocs-chat' ),
				PAGE_LANGUAGE => __( 'The page', 'ocs-chat' ),
			) + array_combine( WIDGET_LANGUAGES, WIDGET_LANGUAGES );
		case 'visitor':
			return array(
				'nothing'   => __( 'Send nothing about them', 'ocs-chat' ),
				'pseudonym' => __( 'Send a pseudonym', 'ocs-chat' ),
				'name'      => __( 'Send their id and name', 'ocs-chat' ),
			);
		case 'show':
			return array(
				'everywhere' => __( 'On all pages', 'ocs-chat' ),
				'selected'   => __( 'On selected pages', 'ocs-chat' ),
				'nowhere'    => __( 'Only where a block or shortcode asks for it', 'ocs-chat' ),
			);
		case 'audience':
			return array(
				'everyone' => __( 'Everyone', 'ocs-chat' ),
				'selected' => __( 'Selected roles', 'ocs-chat' ),
			);
		case 'locales':
			return array(
				'all'      => __( 'All languages of the site', 'ocs-chat' ),
				'selected' => __( 'Selected languages', 'ocs-chat' ),
			);
		case 'places':
			return place_choices();
		case 'roles':
			return array( NO_ROLE => __( 'Visitors who are not logged in', 'ocs-chat' ) ) + array_map( 'translate_user_role', wp_roles()->get_names() );
		case 'selected_locales':
			return locale_choices();
		default:
			return array();
	}
}

/**
 * The kinds of pages.
 *
 * @return array<string, string>
 */
function place_choices(): array {
	$places = array(
		FRONT_PAGE => __( 'The front page', 'ocs-chat' ),
		LISTS      => __( 'Lists, archives and search results', 'ocs-chat' ),
	);
	foreach ( get_post_types( array( 'public' => true ), 'objects' ) as $type ) {
		$places[ POST_TYPE . $type->name ] = $type->labels->name;
	}
	return $places;
}

/**
 * The languages of the site: those that are installed, and those of Polylang and WPML.
 *
 * @return array<string, string>
 */
function locale_choices(): array {
	$locales = array_merge( array( 'en_US', get_locale() ), get_available_languages() );
	if ( function_exists( 'pll_languages_list' ) ) {
		$locales = array_merge( $locales, pll_languages_list( array( 'fields' => 'locale' ) ) );
	}
	// phpcs:ignore WordPress.NamingConventions.PrefixAllGlobals.NonPrefixedHooknameFound -- WPML's filter.
	$active  = apply_filters( 'wpml_active_languages', null );
	$locales = array_unique( array_merge( $locales, is_array( $active ) ? array_column( $active, 'default_locale' ) : array() ) );
	return array_combine( $locales, $locales );
}
