// The options as the widget reads them, without their descriptions.
// Generated from www/widget/options/schema.json by `cargo xtask generate`: do not edit.

import { apiUrl, boolean, consent, language, minutes, oneOf, persistence, pictureHosts, string, stringList, url, uuid, wholeNumber, type Parser } from './parsers.ts';

/** An option. */
export type TableEntry = [name: string, parse: Parser, defaultValue?: unknown];

export const CONVERSATION: TableEntry[] = [
  ['chatbot-id', uuid],
  ['embed-key', string],
  ['api-base-url', apiUrl, 'https://www.openchatstudio.com'],
  ['user-id', string],
  ['user-name', string],
  ['send-page-query', boolean, false],
  ['consent', consent, true],
  ['session-id', string],
  ['session-token', string],
  ['version-number', wholeNumber],
  ['persistent-session', persistence, true],
  ['persistent-session-expire', minutes, 1440],
  ['language', language],
  ['translations-url', url],
  ['images', pictureHosts],
  ['formulas', boolean, false],
];

export const APPEARANCE: TableEntry[] = [
  ['touch-enter', oneOf('send', 'newline'), 'send'],
  ['header-text', string],
  ['welcome-messages', stringList, []],
  ['starter-questions', stringList, []],
  ['quick-replies', boolean, false],
  ['typing-indicator-text', string],
  ['new-chat-confirmation-message', string],
  ['placeholder', string],
  ['allow-attachments', boolean, false],
  ['allow-full-screen', boolean, true],
  ['disabled', boolean, false],
  ['banner-message', string],
  ['banner-style', oneOf('default', 'info', 'warning', 'error'), 'default'],
  ['banner-position', oneOf('top', 'bottom'), 'top'],
];

export const LAUNCHER: TableEntry[] = [
  ['visible', boolean, false],
  ['mode', oneOf('standard', 'kiosk'), 'standard'],
  ['preload', oneOf('idle', 'eager')],
  ['teaser', string],
  ['teaser-after', string],
  ['teaser-on', string],
  ['sound', boolean, false],
  ['position', oneOf('left', 'center', 'right'), 'right'],
  ['theme', oneOf('auto', 'light', 'dark'), 'auto'],
  ['button-text', string],
  ['button-shape', oneOf('round', 'square')],
  ['icon-url', url],
  ['show-button', boolean, true],
  ['highlight-code', boolean, false],
  ['keep-photos', boolean, false],
  ['dictation', boolean, false],
  ['read-aloud', boolean, false],
  ['hours', string],
];

/** Values that can only be set as properties. */
export const PROPERTIES = ['pageContext', 'authTokenProvider'];

/** Options that the address of `embed.js` cannot set. */
export const NOT_IN_ADDRESS = ['api-base-url', 'user-id', 'user-name', 'consent', 'session-id', 'session-token', 'translations-url', 'images'];
