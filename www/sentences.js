// What the owner of the page has to know, in words.

/** @type {Record<string, string>} */
const SENTENCES = {
  key: 'the server does not accept embed-key for this chatbot: the key or chatbot-id is wrong. Copy both again from the channel in Open Chat Studio.',
  storage: 'the browser does not let this page store anything, so the conversation is lost when the page is left.',
  login: 'the chatbot wants visitors to be logged in. Set authTokenProvider to a function that answers a token for them.',
  token: 'the token of authTokenProvider was refused.',
  origin: `the server does not allow this site (${location.hostname}). Add it to the channel's allowed domains.`,
  chatbot: 'the server does not know the chatbot named by chatbot-id.',
  unavailable: 'the chatbot is switched off in Open Chat Studio.',
  refused: 'the server refused a request that is in order as far as we know. Is api-base-url right?',
};

/** @param {string} reason */
export const sentence = (reason) => SENTENCES[reason] ?? SENTENCES.refused;

/** @type {Set<string>} */
const told = new Set();

/**
 * The server will not serve this version for ever. Said once, and once more when the day has come.
 *
 * @param {string} [sunset] As the server says it.
 * @param {string} [link]
 */
export function tellSunset(sunset, link) {
  const over = isOver(sunset);
  const level = over ? 'error' : 'warn';
  if (told.has(level)) return;
  told.add(level);
  console[level](`ocs-chat: ${sunsetSentence(sunset, link)}`);
}

/** @param {string | null} [sunset] */
const isOver = (sunset) => Boolean(sunset && Date.parse(sunset) < Date.now());

/**
 * @param {string | null} [sunset]
 * @param {string | null} [link]
 */
export function sunsetSentence(sunset, link) {
  const over = isOver(sunset);
  return `the server ${over ? 'does not support' : 'will not support'} this version of the widget${
    sunset ? ` ${over ? 'since' : 'after'} ${sunset}` : ' for ever'
  }. Please update it.${link ? ` See ${link.match(/<(.*?)>/)?.[1] ?? link}` : ''}`;
}
