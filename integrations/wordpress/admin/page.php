<?php
/**
 * The settings page with its live preview. WordPress's options.php checks its nonce and the capability, and stores the settings.
 *
 * @package OcsChat
 */

namespace OcsChat;

defined( 'ABSPATH' ) || exit;

const PAGE = 'ocs-chat';

/** Who may see and change the settings. options.php requires the same by default. */
const CAPABILITY = 'manage_options';

add_action( 'admin_menu', __NAMESPACE__ . '\add_page' );
add_action( 'admin_enqueue_scripts', __NAMESPACE__ . '\enqueue_page_assets' );
add_filter( 'plugin_action_links_' . plugin_basename( FILE ), __NAMESPACE__ . '\add_settings_link' );

/** Adds the page to the menu "Settings". */
function add_page() {
	add_options_page( __( 'OCS Chat', 'ocs-chat' ), __( 'OCS Chat', 'ocs-chat' ), CAPABILITY, PAGE, __NAMESPACE__ . '\print_page' );
}

/**
 * Adds a link to the page to the list of plugins.
 *
 * @param string[] $links Links as HTML.
 * @return string[]
 */
function add_settings_link( array $links ): array {
	$url = admin_url( 'options-general.php?page=' . PAGE );
	array_unshift( $links, '<a href="' . esc_url( $url ) . '">' . esc_html__( 'Settings', 'ocs-chat' ) . '</a>' );
	return $links;
}

/**
 * Loads the page's script and styles, and the widget for the preview.
 *
 * @param string $hook_suffix The page of the administration.
 */
function enqueue_page_assets( string $hook_suffix ) {
	if ( 'settings_page_' . PAGE !== $hook_suffix ) {
		return;
	}
	wp_enqueue_script( HANDLE );
	wp_enqueue_style( 'wp-color-picker' );
	wp_enqueue_style( 'ocs-chat-settings', plugins_url( 'admin/settings.css', FILE ), array(), VERSION );
	$dependencies = array( 'jquery', 'wp-color-picker', 'wp-i18n' );
	wp_enqueue_script( 'ocs-chat-settings', plugins_url( 'admin/settings.js', FILE ), $dependencies, VERSION, true );
	wp_set_script_translations( 'ocs-chat-settings', 'ocs-chat', dirname( FILE ) . '/languages' );
}

/** Prints the page. */
function print_page() {
	if ( ! current_user_can( CAPABILITY ) ) {
		return;
	}
	$settings = settings();
	echo '<div class="wrap ocs-chat-settings"><h1>' . esc_html( get_admin_page_title() ) . '</h1>';
	print_missing_files();
	echo '<form action="options.php" method="post" id="ocs-chat-form" data-page-language="' . esc_attr( page_language() ) . '">';
	settings_fields( OPTION );
	foreach ( sections() as $title => $names ) {
		echo '<h2>' . esc_html( $title ) . '</h2><table class="form-table" role="presentation">';
		foreach ( $names as $name ) {
			print_row( $name, $settings[ $name ] );
		}
		echo '</table>';
	}
	submit_button();
	echo '</form>';
	print_preview();
	echo '</div>';
}

/** Prints an error if the plugin was installed from its source, without the widget's files. */
function print_missing_files() {
	if ( ! file_exists( dirname( FILE ) . '/bundle/embed.js' ) ) {
		$message = __( 'The widget’s files are missing. Install the plugin from its zip file.', 'ocs-chat' );
		echo '<div class="notice notice-error"><p>' . esc_html( $message ) . '</p></div>';
	}
}

/** Prints the card of the preview. settings.js adds the widget itself, with what is in the form. */
function print_preview() {
	echo '<div class="ocs-chat-preview card"><h2>' . esc_html__( 'Preview', 'ocs-chat' ) . '</h2>';
	echo '<p>' . esc_html__( 'The chat in the corner of this page shows what is in the form, before it is saved. It appears when there is a chatbot id.', 'ocs-chat' ) . '</p>';
	echo '<p><button type="button" class="button" id="ocs-chat-open" disabled>' . esc_html__( 'Open the chat', 'ocs-chat' ) . '</button> ';
	echo '<button type="button" class="button" id="ocs-chat-check" disabled>' . esc_html__( 'Check the connection', 'ocs-chat' ) . '</button></p>';
	echo '<ul id="ocs-chat-findings" role="status"></ul></div>';
}
