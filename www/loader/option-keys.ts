// The options that take effect before the widget bundle has loaded.
// Generated from www/widget/options/schema.json by `cargo xtask generate`: do not edit.

/** The property of such an option. */
export type Key = 'chatbotId' | 'language' | 'translationsUrl' | 'visible' | 'mode' | 'preload' | 'teaser' | 'position' | 'theme' | 'buttonText' | 'buttonShape' | 'iconUrl' | 'showButton' | 'headerText';

export const KEYS = /* @__PURE__ */ 'chatbotId language translationsUrl visible mode preload teaser position theme buttonText buttonShape iconUrl showButton headerText'.split(' ') as Key[];
