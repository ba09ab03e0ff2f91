// The settings page: a preview that shows what is in the form, and rows that appear when they matter.

( function ( { i18n }, $ ) {
	const form = document.getElementById( 'ocs-chat-form' );
	if ( ! form ) return;
	const { __ } = i18n;
	const control = ( name ) => document.getElementById( `ocs-chat-${ name }` );
	const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

	/** The attribute's value for what is in a control; empty for none. */
	function attributeValue( { type, checked, value, dataset } ) {
		if ( type === 'checkbox' ) return checked ? 'true' : '';
		if ( dataset.type === 'lines' ) {
			const lines = value.split( '\n' ).map( ( line ) => line.trim() ).filter( Boolean );
			return lines.length ? JSON.stringify( lines ) : '';
		}
		return dataset.option === 'language' && value === 'page' ? form.dataset.pageLanguage : value.trim();
	}

	/** An address that is still being typed would be reported in the console. */
	const isComplete = ( { type, value, validity } ) => type !== 'url' || ! value || validity.valid;

	let preview = null;

	function createPreview() {
		const element = document.createElement( 'ocs-chat' );
		// The conversation of the preview is none of the site's.
		element.setAttribute( 'persistent-session', 'false' );
		return element;
	}

	function updatePreview() {
		const hasChatbot = UUID.test( control( 'chatbot_id' ).value.trim() );
		for ( const button of [ openButton, checkButton ] ) button.disabled = ! hasChatbot;
		if ( ! hasChatbot ) {
			preview?.remove();
			preview = null;
			return;
		}
		const element = preview ?? createPreview();
		for ( const one of form.querySelectorAll( '[data-option]' ) ) {
			const value = attributeValue( one );
			if ( ! isComplete( one ) ) continue;
			if ( value === '' ) element.removeAttribute( one.dataset.option );
			else if ( element.getAttribute( one.dataset.option ) !== value ) element.setAttribute( one.dataset.option, value );
		}
		for ( const one of form.querySelectorAll( '[data-property]' ) ) element.style.setProperty( one.dataset.property, one.value );
		if ( ! preview ) document.body.append( element );
		preview = element;
	}

	/** Lists are only used if their choice is "selected". */
	function updateRows() {
		for ( const [ choice, list ] of [ [ 'show', 'places' ], [ 'audience', 'roles' ], [ 'locales', 'selected_locales' ] ] ) {
			control( `${ list }-row` ).hidden = control( choice ).value !== 'selected';
		}
	}

	async function checkConnection() {
		const list = document.getElementById( 'ocs-chat-findings' );
		list.replaceChildren();
		checkButton.disabled = true;
		const findings = await preview.diagnose().then(
			( diagnosis ) => diagnosis.findings,
			( error ) => [ String( error ) ]
		);
		checkButton.disabled = false;
		for ( const text of findings.length ? findings : [ __( 'The chat works on this site.', 'ocs-chat' ) ] ) {
			list.append( Object.assign( document.createElement( 'li' ), { textContent: text } ) );
		}
	}

	const openButton = control( 'open' );
	const checkButton = control( 'check' );
	openButton.addEventListener( 'click', () => preview.open() );
	checkButton.addEventListener( 'click', checkConnection );
	const update = () => {
		updateRows();
		updatePreview();
	};
	form.addEventListener( 'input', update );
	// The colour picker writes into its field after this event.
	$( '.ocs-chat-color' ).wpColorPicker( { change: () => setTimeout( update ), clear: () => setTimeout( update ) } );
	update();
} )( window.wp, window.jQuery );
