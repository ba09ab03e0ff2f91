<?php
/**
 * What plugins that optimise pages do to them, by the query `optimize`: `combine` puts all scripts but modules into one file, which
 * runs when the page has been parsed; `delay` runs scripts at the first sign of a visitor; both minify the HTML.
 */

add_action(
	'template_redirect',
	static function () {
		$kind = isset( $_GET['optimize'] ) ? sanitize_key( $_GET['optimize'] ) : '';
		if ( 'combine' === $kind || 'delay' === $kind ) {
			ob_start( static fn( $html ) => ocs_test_minify( "ocs_test_$kind"( $html ) ) );
		}
	}
);

/** Removes comments, white space between elements, and quotes around simple values. */
function ocs_test_minify( $html ) {
	$html = preg_replace( array( '/<!--(?!\[).*?-->/s', '/>\s+</' ), array( '', '> <' ), $html );
	return preg_replace( '/(<[a-z-]+[^<>]*?\s[a-z-]+=)"([\w.\/:-]+)"(?=[\s>])/', '$1$2', $html );
}

/** Replaces each script by what the function returns for its attributes and its code. */
function ocs_test_scripts( $html, $replace ) {
	return preg_replace_callback( '~<script\b([^>]*)>(.*?)</script>~s', $replace, $html );
}

function ocs_test_attribute( $attributes, $name ) {
	return preg_match( "/\\s$name=[\"']([^\"']*)[\"']/", $attributes, $found ) ? html_entity_decode( $found[1] ) : '';
}

function ocs_test_combine( $html ) {
	$code = '';
	$html = ocs_test_scripts(
		$html,
		static function ( $found ) use ( &$code ) {
			list( $element, $attributes, $inline ) = $found;
			$type = ocs_test_attribute( $attributes, 'type' );
			if ( ! in_array( $type, array( '', 'text/javascript', 'application/javascript' ), true ) ) {
				return $element;
			}
			$src   = strtok( ocs_test_attribute( $attributes, 'src' ), '?' );
			$code .= ( $src ? file_get_contents( ABSPATH . ltrim( wp_parse_url( $src, PHP_URL_PATH ), '/' ) ) : $inline ) . ";\n";
			return '';
		}
	);
	$name = 'cache/' . md5( $code ) . '.js';
	wp_mkdir_p( WP_CONTENT_DIR . '/cache' );
	file_put_contents( WP_CONTENT_DIR . "/$name", $code );
	return str_replace( '</body>', '<script defer src="' . content_url( $name ) . '"></script></body>', $html );
}

function ocs_test_delay( $html ) {
	$html = ocs_test_scripts(
		$html,
		static function ( $found ) {
			list( , $attributes, $inline ) = $found;
			$attributes = str_replace( array( ' type=', ' src=' ), array( ' data-delayed-type=', ' data-delayed-src=' ), $attributes );
			return "<script type=\"delayed\"$attributes>$inline</script>";
		}
	);
	$code = <<<'JS'
addEventListener('mousemove', async () => {
  for (const delayed of document.querySelectorAll('script[type=delayed]')) {
    const script = document.createElement('script');
    for (const { name, value } of delayed.attributes) if (name !== 'type') script.setAttribute(name.replace('data-delayed-', ''), value);
    script.text = delayed.text;
    const loaded = script.src && new Promise((resolve) => (script.onload = script.onerror = resolve));
    delayed.replaceWith(script);
    await loaded;
  }
}, { once: true });
JS;
	return str_replace( '</body>', "<script>$code</script></body>", $html );
}
