// The options of a widget: their names, what they accept, and the sentence about one that does not fit.

/**
 * @typedef {object} Option
 * @property {string} name As an attribute.
 * @property {(value: string) => unknown} read The value, or `undefined` where the text does not fit.
 * @property {string} [expected] What fits, for the sentence about what does not.
 */

/** @param {string} value */
const text = (value) => value.trim() || null;

/** @param {string} value */
const boolean = (value) => {
  const word = value.trim().toLowerCase();
  if (['', 'true', '1'].includes(word)) return true;
  return ['false', '0'].includes(word) ? false : undefined;
};

/** @param {string} value */
const uuid = (value) => {
  const id = value.trim().toLowerCase();
  return /^[0-9a-f]{8}-?([0-9a-f]{4}-?){3}[0-9a-f]{12}$/.test(id) ? id : undefined;
};

/** @param {string} value */
const address = (value) => {
  try {
    const url = new URL(value.trim(), location.href);
    return /^https?:$/.test(url.protocol) ? (url.origin + url.pathname).replace(/\/+$/, '') : undefined;
  } catch {
    return undefined;
  }
};

/** @param {string} value */
const position = (value) => (['left', 'center', 'right'].includes(value.trim()) ? value.trim() : undefined);

/** @param {string} value */
const language = (value) => {
  try {
    return Intl.getCanonicalLocales(value.trim().replace('_', '-'))[0] ?? null;
  } catch {
    return undefined;
  }
};

/** @param {string} value */
const persistence = (value) => (value.trim().toLowerCase() === 'tab' ? 'tab' : boolean(value));

/** @param {string} value */
const minutes = (value) => (value.trim() && Number(value) >= 0 ? Number(value) : undefined);

const DEFAULT_API = 'https://www.openchatstudio.com';
const YES_NO = '"true" or "false"';

/** @type {Option[]} */
export const OPTIONS = [
  { name: 'chatbot-id', read: uuid, expected: 'the UUID of a chatbot' },
  { name: 'embed-key', read: text },
  { name: 'api-base-url', read: address, expected: 'an http or https address' },
  { name: 'user-id', read: text },
  { name: 'user-name', read: text },
  { name: 'header-text', read: text },
  { name: 'button-text', read: text },
  { name: 'position', read: position, expected: '"left", "center" or "right"' },
  { name: 'visible', read: boolean, expected: YES_NO },
  { name: 'allow-attachments', read: boolean, expected: YES_NO },
  { name: 'persistent-session', read: persistence, expected: '"true", "false" or "tab"' },
  { name: 'persistent-session-expire', read: minutes, expected: 'a number of minutes, 0 for never' },
  { name: 'session-id', read: text },
  { name: 'session-token', read: text },
  { name: 'language', read: language, expected: 'a language tag such as "en" or "pt-BR"' },
];

/**
 * The value of one attribute, or `undefined` where there is none that fits; then the console says so.
 *
 * @param {Option} option
 * @param {Element} element
 */
export function readOption({ name, read, expected }, element) {
  const given = element.getAttribute(name);
  const value = given === null ? undefined : read(given);
  if (given !== null && value === undefined) console.error(`ocs-chat: ${name} must be ${expected}, not "${given}".`);
  return value;
}

/**
 * @typedef {object} Options
 * @property {string} chatbotId
 * @property {string} apiBaseUrl
 * @property {string | null} [embedKey]
 * @property {string | null} [userId]
 * @property {string | null} [userName]
 * @property {string | null} [headerText]
 * @property {string | null} [buttonText]
 * @property {string} position
 * @property {boolean} visible
 * @property {boolean} allowAttachments
 * @property {boolean | 'tab'} persistentSession
 * @property {number} persistentSessionExpire
 * @property {string | null} [sessionId]
 * @property {string | null} [sessionToken]
 * @property {string | null} [language]
 */

/**
 * Reads the options from an element's attributes. Says in the console what does not fit, one sentence each, and uses
 * the default instead; without a chatbot there is no widget, and the answer is `null`.
 *
 * @param {Element} element
 * @returns {Options | null}
 */
export function readOptions(element) {
  /** @type {Record<string, unknown>} */
  const options = {
    apiBaseUrl: DEFAULT_API,
    position: 'right',
    visible: false,
    allowAttachments: false,
    persistentSession: true,
    persistentSessionExpire: 1440,
  };
  for (const option of OPTIONS) {
    const value = readOption(option, element);
    if (value !== undefined) options[option.name.replace(/-./g, (dashed) => dashed[1].toUpperCase())] = value;
  }
  if (!options.chatbotId) {
    if (!element.getAttribute('chatbot-id')) {
      console.error('ocs-chat: chatbot-id is missing. It is the UUID of the chatbot that visitors are to talk to.');
    }
    return null;
  }
  return /** @type {any} */ (options);
}

/**
 * Where the conversation is kept: one for each chatbot, server, visitor and session that the page tells apart.
 *
 * @param {Options} options
 */
export function storageKey({ chatbotId, apiBaseUrl, userId, sessionId }) {
  const server = apiBaseUrl === DEFAULT_API ? '' : `@${apiBaseUrl}`;
  return `ocs-chat:${chatbotId}${server}${userId ? `#${userId}` : ''}${sessionId ? `$${sessionId}` : ''}`;
}

/**
 * How long the conversation is kept. That of a session which the page gives is the page's: it goes with the tab.
 *
 * @param {Options} options
 * @returns {'site' | 'tab' | 'page'}
 */
export function persistenceOf({ persistentSession, sessionId }) {
  if (!persistentSession) return 'page';
  return sessionId || persistentSession === 'tab' ? 'tab' : 'site';
}

/**
 * Whether the visitor has a conversation going, with us or with the widget that was here before, so that the bot may
 * have said something meanwhile.
 *
 * @param {string} key
 * @param {Options} options
 */
export function hasConversation(key, options) {
  try {
    const persistence = persistenceOf(options);
    if (persistence === 'page') return false;
    if (persistence === 'tab') return key in sessionStorage;
    return key in localStorage || `ocs-chat-session-${options.chatbotId}` in localStorage;
  } catch {
    return false;
  }
}
