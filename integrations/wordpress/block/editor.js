// The block in the editor: a placeholder that names what visitors will see, and the block's options in the sidebar. WordPress
// renders the block itself.

( function ( { blocks, blockEditor, components, element, i18n } ) {
	const { createElement, Fragment } = element;
	const { PanelBody, Placeholder, RangeControl, SelectControl, TextControl, TextareaControl } = components;
	const { __ } = i18n;

	/** The lines of a text. The last may be empty while somebody is typing it. WordPress removes empty ones. */
	const lines = ( text ) => ( text ? text.split( '\n' ) : [] );

	function Edit( { attributes, setAttributes } ) {
		const isButton = attributes.display === 'button';
		const field = ( Control, name, label, props = {} ) =>
			createElement( Control, {
				key: name,
				label,
				value: attributes[ name ],
				onChange: ( value ) => setAttributes( { [ name ]: value } ),
				...props,
			} );
		const list = ( name, label ) =>
			field( TextareaControl, name, label, {
				help: __( 'One in each line', 'ocs-chat' ),
				value: attributes[ name ].join( '\n' ),
				onChange: ( text ) => setAttributes( { [ name ]: lines( text ) } ),
			} );
		const display = field( SelectControl, 'display', __( 'Show', 'ocs-chat' ), {
			options: [
				{ value: 'inline', label: __( 'The chat, here on the page', 'ocs-chat' ) },
				{ value: 'button', label: __( 'A button that opens the chat', 'ocs-chat' ) },
			],
		} );
		const buttonFields = [
			field( TextControl, 'label', __( 'Text on the button', 'ocs-chat' ), { placeholder: __( 'Chat with us', 'ocs-chat' ) } ),
			field( TextControl, 'question', __( 'Question that it sends', 'ocs-chat' ) ),
		];
		const inlineFields = [
			field( RangeControl, 'height', __( 'Height in pixels', 'ocs-chat' ), { min: 300, max: 2000, step: 10 } ),
			field( TextControl, 'headerText', __( 'Title', 'ocs-chat' ) ),
			list( 'welcomeMessages', __( 'Welcome messages', 'ocs-chat' ) ),
			list( 'starterQuestions', __( 'Starter questions', 'ocs-chat' ) ),
			field( TextControl, 'chatbotId', __( 'Chatbot id', 'ocs-chat' ), { help: __( 'One of the chatbots in the settings. Empty for the first one.', 'ocs-chat' ) } ),
		];
		const text = isButton
			? attributes.label || __( 'Chat with us', 'ocs-chat' )
			: __( 'Visitors see the chat here.', 'ocs-chat' );
		return createElement(
			Fragment,
			null,
			createElement(
				blockEditor.InspectorControls,
				null,
				createElement( PanelBody, { title: __( 'Chat', 'ocs-chat' ) }, display, isButton ? buttonFields : inlineFields )
			),
			createElement(
				'div',
				blockEditor.useBlockProps(),
				createElement( Placeholder, { icon: 'format-chat', label: __( 'Chat', 'ocs-chat' ), instructions: text } )
			)
		);
	}

	blocks.registerBlockType( 'ocs-chat/chat', { edit: Edit, save: () => null } );
} )( window.wp );
