<?php
/**
 * Plugin Name:       OCS Chat
 * Description:       Adds a chatbot of Open Chat Studio to the site: a button in the corner of its pages, a block and a shortcode.
 * Version:           1.0.1
 * Requires at least: 6.1
 * Requires PHP:      7.4
 * License:           MIT
 * License URI:       https://opensource.org/licenses/MIT
 * Text Domain:       ocs-chat
 * Domain Path:       /languages
 *
 * @package OcsChat
 */

namespace OcsChat;

defined( 'ABSPATH' ) || exit;

const VERSION = '1.0.1';
const FILE    = __FILE__;

/** The name of the plugin's option, which holds all settings. */
const OPTION = 'ocs_chat';

/** The name of the post meta that shows or hides the chat on a single page. */
const POST_META = '_ocs_chat';

require __DIR__ . '/includes/widget-options.php';
require __DIR__ . '/includes/translations.php';
require __DIR__ . '/includes/settings.php';
require __DIR__ . '/includes/sanitize.php';
require __DIR__ . '/includes/attributes.php';
require __DIR__ . '/includes/visitor.php';
require __DIR__ . '/includes/audience.php';
require __DIR__ . '/includes/placement.php';
require __DIR__ . '/includes/script.php';
require __DIR__ . '/includes/optimizers.php';
require __DIR__ . '/includes/widget.php';
require __DIR__ . '/includes/content.php';

if ( is_admin() ) {
	require __DIR__ . '/admin/fields.php';
	require __DIR__ . '/admin/controls.php';
	require __DIR__ . '/admin/page.php';
	require __DIR__ . '/admin/post-choice.php';
	require __DIR__ . '/admin/privacy.php';
}
