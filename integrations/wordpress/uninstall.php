<?php
/**
 * Removes everything that the plugin has stored, on each site of a network.
 *
 * @package OcsChat
 */

defined( 'WP_UNINSTALL_PLUGIN' ) || exit;

// The names are OcsChat\OPTION and OcsChat\POST_META. The plugin is not loaded here.
$ocs_chat_remove = static function () {
	delete_option( 'ocs_chat' );
	delete_post_meta_by_key( '_ocs_chat' );
};

if ( is_multisite() ) {
	$ocs_chat_sites = get_sites(
		array(
			'fields' => 'ids',
			'number' => 0,
		)
	);
	foreach ( $ocs_chat_sites as $ocs_chat_site ) {
		switch_to_blog( $ocs_chat_site );
		$ocs_chat_remove();
		restore_current_blog();
	}
} else {
	$ocs_chat_remove();
}
