// The options of a widget: their names, what they accept, and the sentence about one that does not fit.

/**
 * @typedef {object} Option
 * @property {string} name As an attribute.
 * @property {string} key As a property.
 * @property {(value: any, name?: string) => unknown} read The value, or `undefined` where what is given does not fit.
 * @property {string} [expected] What fits, for the sentence about what does not.
 * @property {unknown} [otherwise] The value where none is given.
 * @property {'looks' | 'launcher'} [changes] What a change concerns, where it does not make another widget.
 */

/** @param {unknown} value */
const text = (value) => String(value).trim() || null;

/**
 * Also the HTML way of saying yes: `disabled="disabled"`.
 *
 * @param {unknown} value
 * @param {string} [name]
 */
const boolean = (value, name) => {
  const word = String(value).trim().toLowerCase();
  if (['', 'true', '1', 'yes', 'on', name].includes(word)) return true;
  return ['false', '0', 'no', 'off'].includes(word) ? false : undefined;
};

/** @param {unknown} value */
const uuid = (value) => {
  const id = String(value).trim().toLowerCase();
  return /^[0-9a-f]{8}-?([0-9a-f]{4}-?){3}[0-9a-f]{12}$/.test(id) ? id : undefined;
};

/** @param {unknown} value */
const link = (value) => {
  if (!String(value).trim()) return null;
  try {
    const url = new URL(String(value).trim(), location.href);
    return /^(https?|data|blob):$/.test(url.protocol) ? url.href : undefined;
  } catch {
    return undefined;
  }
};

/** @param {unknown} value */
const address = (value) => {
  const href = String(value).trim() ? link(value) : location.origin;
  if (!href?.startsWith('http')) return undefined;
  const { origin, pathname } = new URL(href);
  return (origin + pathname).replace(/\/+$/, '');
};

/** @param {string[]} words */
const oneOf = (...words) => ({
  read: (/** @type {unknown} */ value) => words.find((word) => word === String(value).trim().toLowerCase()),
  expected: words.map((word, at) => (at && at === words.length - 1 ? `or "${word}"` : `"${word}"`)).join(words.length > 2 ? ', ' : ' ').replace(', or', ' or'),
  otherwise: words[0],
});

/** @param {unknown} value */
const language = (value) => {
  try {
    return Intl.getCanonicalLocales(String(value).trim().replace('_', '-'))[0] ?? null;
  } catch {
    return undefined;
  }
};

/** @param {unknown} value */
const persistence = (value) => (String(value).trim().toLowerCase() === 'tab' ? 'tab' : boolean(value));

/** @param {unknown} value */
const number = (value) => (String(value).trim() && Number(value) >= 0 ? Number(value) : undefined);

/**
 * A list of texts: an array, or one written as JSON, also with single quotes.
 *
 * @param {unknown} value
 */
const list = (value) => {
  if (Array.isArray(value)) return value.map(String);
  const json = String(value).trim() || '[]';
  const doubled = json.replace(/\\.|(["'])/g, (found, quote) => (quote === '"' ? '\\"' : quote ? '"' : found === "\\'" ? "'" : found));
  for (const attempt of [json, doubled]) {
    try {
      const read = JSON.parse(attempt);
      if (Array.isArray(read)) return read.map(String);
    } catch {
      // The other way of writing it may do.
    }
  }
  return undefined;
};

const DEFAULT_API = 'https://www.openchatstudio.com';
/**
 * Whether the visitor's browser may store something: a word, or a function of the page's that knows.
 *
 * @param {unknown} value
 */
const consent = (value) => {
  if (typeof value === 'function') return value;
  if (/^(granted|given|true|yes|1)$/i.test(String(value).trim())) return true;
  // Whatever is not a yes is none.
  if (!/^(pending|denied|false|no|0|)$/i.test(String(value).trim())) {
    complain(`ocs-chat: consent must be "pending", "granted" or a function, not "${value}".`);
  }
  return false;
};

const yesNo = (/** @type {boolean} */ otherwise) => ({ read: boolean, expected: '"true" or "false"', otherwise });
const texts = { read: list, expected: 'a JSON list of texts', otherwise: [] };

/** @type {Record<string, Omit<Option, 'name' | 'key' | 'changes'>>} */
const identity = {
  'chatbot-id': { read: uuid, expected: 'the UUID of a chatbot' },
  'embed-key': { read: text },
  'api-base-url': { read: address, expected: 'an http or https address', otherwise: DEFAULT_API },
  'user-id': { read: text },
  'user-name': { read: text },
  'persistent-session': { read: persistence, expected: '"true", "false" or "tab"', otherwise: true },
  'persistent-session-expire': { read: number, expected: 'a number of minutes, 0 for never', otherwise: 1440 },
  consent: { read: consent, otherwise: true },
  'session-id': { read: text },
  'session-token': { read: text },
  'version-number': { read: number, expected: 'a number' },
  language: { read: language, expected: 'a language tag such as "en" or "pt-BR"' },
  'translations-url': { read: link, expected: 'an address' },
};

/** @type {typeof identity} */
const looks = {
  'header-text': { read: text },
  'new-chat-confirmation-message': { read: text },
  'typing-indicator-text': { read: text },
  'welcome-messages': texts,
  'starter-questions': texts,
  'allow-attachments': yesNo(false),
  'allow-full-screen': yesNo(true),
  disabled: yesNo(false),
  'banner-message': { read: text },
  'banner-style': oneOf('default', 'info', 'warning', 'error'),
  'banner-position': oneOf('top', 'bottom'),
};

/** @type {typeof identity} */
const launcher = {
  'button-text': { read: text },
  'icon-url': { read: link, expected: 'an address' },
  'button-shape': { ...oneOf('round', 'square'), otherwise: undefined },
  'show-button': yesNo(true),
  position: { ...oneOf('left', 'center', 'right'), otherwise: 'right' },
  mode: oneOf('standard', 'kiosk'),
  theme: oneOf('auto', 'light', 'dark'),
  sound: yesNo(false),
  teaser: { read: text },
  preload: { ...oneOf('idle', 'eager'), otherwise: undefined },
  visible: yesNo(false),
};

/** @param {string} name */
const camel = (name) => name.replace(/-./g, (dashed) => dashed[1].toUpperCase());

/** @type {Option[]} */
export const OPTIONS = Object.entries({ ...identity, ...looks, ...launcher }).map(([name, option]) => ({
  name,
  key: camel(name),
  changes: name in looks ? 'looks' : name in launcher ? 'launcher' : undefined,
  ...option,
}));

/** All that can be set: the options, and what no attribute can take. */
export const KEYS = [...OPTIONS.map(({ key }) => key), 'pageContext', 'authTokenProvider'];

/**
 * @typedef {object} Options
 * @property {string} chatbotId
 * @property {string} apiBaseUrl
 * @property {string | null} [embedKey]
 * @property {string | null} [userId]
 * @property {string | null} [userName]
 * @property {boolean | 'tab'} persistentSession
 * @property {number} persistentSessionExpire
 * @property {boolean | (() => unknown)} consent
 * @property {string | null} [sessionId]
 * @property {string | null} [sessionToken]
 * @property {number} [versionNumber]
 * @property {string | null} [language]
 * @property {string | null} [translationsUrl]
 * @property {string | null} [headerText]
 * @property {string | null} [newChatConfirmationMessage]
 * @property {string | null} [typingIndicatorText]
 * @property {string[]} welcomeMessages
 * @property {string[]} starterQuestions
 * @property {boolean} allowAttachments
 * @property {boolean} allowFullScreen
 * @property {boolean} disabled
 * @property {string | null} [bannerMessage]
 * @property {'default' | 'info' | 'warning' | 'error'} bannerStyle
 * @property {'top' | 'bottom'} bannerPosition
 * @property {string | null} [buttonText]
 * @property {string | null} [iconUrl]
 * @property {'round' | 'square'} [buttonShape]
 * @property {boolean} showButton
 * @property {'left' | 'center' | 'right'} position
 * @property {'standard' | 'kiosk'} mode
 * @property {'auto' | 'light' | 'dark'} theme
 * @property {boolean} sound
 * @property {string | null} [teaser]
 * @property {'idle' | 'eager'} [preload]
 * @property {boolean} visible
 */

/** @type {Set<string>} */
const said = new Set();

/** @param {string} sentence Said once. */
function complain(sentence) {
  if (!said.has(sentence)) console.error(sentence);
  said.add(sentence);
}

/**
 * Reads one option. Where what is given does not fit, the console says so and the default is used.
 *
 * @param {Option} option
 * @param {unknown} given `null` or `undefined` for none.
 */
export function readOption({ name, read, expected, otherwise }, given) {
  if (given === null || given === undefined) return otherwise;
  const value = read(given, name);
  if (value === undefined) complain(`ocs-chat: ${name} must be ${expected}, not "${given}".`);
  return value ?? otherwise;
}

/**
 * Reads all options. Says in the console what does not fit, one sentence each; without a chatbot there is no widget, and
 * the answer is `null`.
 *
 * @param {(option: Option) => unknown} given
 * @returns {Options | null}
 */
export function readOptions(given) {
  /** @type {any} */
  const options = {};
  for (const option of OPTIONS) {
    const value = readOption(option, given(option));
    if (value !== undefined) options[option.key] = value;
  }
  if (options.chatbotId) return options;
  if (!given(OPTIONS[0])) {
    complain('ocs-chat: chatbot-id is missing. It is the UUID of the chatbot that visitors are to talk to.');
  }
  return null;
}

/**
 * A part of a storage key: without the characters that join parts, and without those that end the names of records.
 *
 * @param {unknown} part
 */
const escapePart = (part) => String(part).replace(/[^A-Za-z0-9-]/g, (letter) => `_${letter.charCodeAt(0).toString(16)}_`);

/**
 * The keys under which a conversation can be stored: one for each chatbot, server, visitor, session and version that the
 * page tells apart. Version 1.0.0 joined the same parts unescaped.
 *
 * @param {Options} options
 * @returns {[key: string, oldKey: string]}
 */
export function storageKeys({ chatbotId, apiBaseUrl, userId, sessionId, versionNumber }) {
  const [key, oldKey] = [escapePart, String].map((part) => {
    const server = apiBaseUrl === DEFAULT_API ? '' : `@${part(apiBaseUrl)}`;
    const version = versionNumber === undefined ? '' : `%${versionNumber}`;
    return `ocs-chat:${chatbotId}${server}${userId ? `#${part(userId)}` : ''}${sessionId ? `$${part(sessionId)}` : ''}${version}`;
  });
  return [key, oldKey];
}

/**
 * How long the conversation is kept. That of a session which the page gives is the page's: it goes with the tab.
 *
 * @param {Options} options
 * @returns {'site' | 'tab' | 'page'}
 */
export function persistenceOf({ persistentSession, sessionId, consent: mayStore }) {
  if (!persistentSession || mayStore !== true) return 'page';
  return sessionId || persistentSession === 'tab' ? 'tab' : 'site';
}

/**
 * Where that is; `undefined` where nothing is kept or the browser allows nothing.
 *
 * @param {Options} options
 */
export function storageOf(options) {
  try {
    const persistence = persistenceOf(options);
    if (persistence !== 'page') return persistence === 'tab' ? sessionStorage : localStorage;
  } catch {
    // A page without storage.
  }
  return undefined;
}

/**
 * Whether the visitor has a conversation going, with us or with the widget that was here before, so that the bot may
 * have said something meanwhile.
 *
 * @param {string} key
 * @param {Options} options
 */
export function hasConversation(key, options) {
  const storage = storageOf(options);
  return Boolean(storage && (key in storage || (storage === localStorage && `ocs-chat-session-${options.chatbotId}` in storage)));
}

/**
 * Whether the visitor left the window open on an earlier page, as far as that is known.
 *
 * @param {string} key
 * @param {Options} options
 */
export function wasOpen(key, options) {
  const storage = storageOf(options);
  try {
    const left = storage?.getItem(`${key}=`) ?? storage?.getItem(`ocs-chat-visible-${options.chatbotId}`);
    if (!left) return undefined;
    if (left === '0' || left === '1') return left === '1';
    const minutes = (Date.now() - Number(left)) / 60_000;
    return !options.persistentSessionExpire || minutes < options.persistentSessionExpire;
  } catch {
    return undefined;
  }
}

/**
 * @param {string} key
 * @param {Options} options
 * @param {boolean} open
 */
export function keepOpen(key, options, open) {
  // Before the visitor has done anything, it was the page that did it.
  if (navigator.userActivation?.hasBeenActive === false) return;
  try {
    storageOf(options)?.setItem(`${key}=`, open ? String(Date.now()) : '0');
  } catch {
    // It is a convenience.
  }
}

/** Between the text of a draft and the files that were picked for it: nothing that can be typed. */
const FILES = '\u0001';

/**
 * What the visitor had begun to write on an earlier page, and the files that were picked for it; it is taken from there.
 *
 * @param {string} key
 * @param {Options} options
 */
export function takeDraft(key, options) {
  let draft = '';
  try {
    for (const storage of draftStorages(options)) {
      draft ||= storage.getItem(`${key}'`) ?? '';
      storage.removeItem(`${key}'`);
    }
  } catch {
    // It is a convenience.
  }
  const [text, picked = ''] = draft.split(FILES);
  return { text, picked };
}

/**
 * Where drafts are: with the conversation, and for the tab while they are being written.
 *
 * @param {Options} options
 */
function draftStorages(options) {
  const storage = storageOf(options);
  return storage ? [storage, sessionStorage] : [];
}

/** What the visitor does not want: a sound, or the teaser again. */
const REFUSALS = { sound: '&', teaser: '.' };

/** @type {Set<string>} Those of this page, which may be all that is kept. */
const refused = new Set();

/**
 * @param {string} key
 * @param {Options} options
 * @param {keyof typeof REFUSALS} what
 */
export function hasRefused(key, options, what) {
  try {
    return refused.has(key + REFUSALS[what]) || storageOf(options)?.getItem(key + REFUSALS[what]) === '0';
  } catch {
    return false;
  }
}

/**
 * @param {string} key
 * @param {Options} options
 * @param {keyof typeof REFUSALS} what
 * @param {boolean} [isRefused]
 */
export function refuse(key, options, what, isRefused = true) {
  const name = key + REFUSALS[what];
  if (isRefused) refused.add(name);
  else refused.delete(name);
  try {
    if (isRefused) storageOf(options)?.setItem(name, '0');
    else storageOf(options)?.removeItem(name);
  } catch {
    // It is a convenience.
  }
}

/**
 * @param {string} key
 * @param {Options} options
 * @param {string} text
 * @param {string} picked
 * @param {boolean} [isLeft] Whether the page is left; otherwise it may be, without a word.
 */
export function keepDraft(key, options, text, picked, isLeft = true) {
  const draft = picked ? text + FILES + picked : text;
  try {
    const storages = draftStorages(options);
    for (const storage of storages) storage.removeItem(`${key}'`);
    if (draft) storages.at(isLeft ? 0 : -1)?.setItem(`${key}'`, draft);
  } catch {
    // It is a convenience.
  }
}

/**
 * Whether a record belongs to a conversation: its main record, or one of those beside it. A main record is never one of
 * those, though its name may look like it: version 1.0.0 joined the parts of keys unescaped.
 *
 * @param {[name: string, value: string]} record
 * @param {string} key
 */
export const belongsTo = ([name, value], key) =>
  name === key || (name.startsWith(key) && /^([/!]\d+|[~^@='&.])$/.test(name.slice(key.length)) && !String(value).startsWith('{"version":'));

/**
 * The same keys, the one to be used first: the old one as long as something is stored under it and nothing under the new one.
 *
 * @param {[key: string, oldKey: string]} keys
 * @param {Options} options
 * @param {Map<string, any>} memory What is kept for the page only.
 */
export function preferStored([key, oldKey], options, memory) {
  const storage = storageOf(options);
  const records = storage ? [...Object.entries(storage), ...memory] : [];
  const isUsed = (/** @type {string} */ one) => records.some((record) => belongsTo(record, one));
  return isUsed(oldKey) && !isUsed(key) ? [oldKey, key] : [key, oldKey];
}

/**
 * Removes what is stored for a conversation, but for files: those are in the browser's database. The visitor's id stays: it
 * is the same for all chatbots of a site.
 *
 * @param {string[]} keys
 * @param {Options} options
 * @param {Map<string, any>} memory What is kept for the page only.
 */
export function forgetKeys(keys, { chatbotId }, memory) {
  const ofIncumbent = new RegExp(`^ocs-chat-[a-z-]+-${chatbotId}$`);
  const isOurs = (/** @type {[string, any]} */ record) => ofIncumbent.test(record[0]) || keys.some((key) => belongsTo(record, key));
  for (const record of memory) if (isOurs(record) || keys.some((key) => record[0].startsWith(`${key}\n`))) memory.delete(record[0]);
  try {
    // Whatever is allowed now, more may have been allowed before.
    for (const storage of [localStorage, sessionStorage]) {
      for (const record of Object.entries(storage)) if (isOurs(record)) storage.removeItem(record[0]);
    }
  } catch {
    // Nothing can be stored, so nothing is.
  }
}
