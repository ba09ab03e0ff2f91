// The options that take effect before the widget bundle has loaded.
// Generated from www/widget/options/schema.json by `cargo xtask generate`: do not edit.

export const OBSERVED_ATTRIBUTES = /* @__PURE__ */ 'chatbot-id language translations-url visible mode preload teaser position theme button-text button-shape icon-url show-button header-text'.split(' ');
