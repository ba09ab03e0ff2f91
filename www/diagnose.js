// Says in words why a widget does not work on this page.

import { sentence, sunsetSentence } from './sentences.js';

/**
 * @typedef {object} Diagnosis
 * @property {boolean} ok
 * @property {string[]} findings One sentence each; what works is not mentioned.
 */

/**
 * @param {import('./options.js').Options} options
 * @param {import('./chat.js').Provider} provider
 * @returns {Promise<Diagnosis>}
 */
export async function diagnose(options, provider) {
  const findings = canStore(options) ? [] : [sentence('storage')];
  findings.push(...(await server(options, provider)));
  for (const finding of findings) console.warn(`ocs-chat: ${finding}`);
  return { ok: !findings.length, findings };
}

/**
 * Whether the browser stores what the page wants stored.
 *
 * @param {import('./options.js').Options} options
 */
export function canStore({ persistentSession, consent }) {
  if (!persistentSession || consent !== true) return true;
  try {
    localStorage.setItem('ocs-chat?', '1');
    localStorage.removeItem('ocs-chat?');
    return true;
  } catch {
    return false;
  }
}

/**
 * Asks the server to start a session, with a name that no server takes: so it says what it thinks of the page and the
 * key, and starts none.
 *
 * @param {import('./options.js').Options} options
 * @param {import('./chat.js').Provider} provider
 */
async function server({ apiBaseUrl, chatbotId, embedKey }, provider) {
  /** @type {Record<string, string>} */
  const headers = { 'content-type': 'application/json', 'x-ocs-widget-version': ASSETS.version };
  if (embedKey) headers['X-Embed-Key'] = embedKey;
  let token;
  try {
    token = await provider?.({ forceRefresh: false });
  } catch (error) {
    return [`authTokenProvider has no token for this visitor: ${error}`];
  }
  const csrf = new URL(apiBaseUrl).origin === location.origin && document.cookie.match(/(?:^|; )csrftoken=([^;]*)/)?.[1];
  if (csrf) headers['X-CSRFToken'] = csrf;
  if (token) headers.authorization = `Bearer ${token}`;
  const url = `${apiBaseUrl}/api/chat/start/`;
  const blocked = violation(url);
  let response;
  try {
    const body = JSON.stringify({ chatbot_id: chatbotId, participant_name: '' });
    response = await fetch(url, { method: 'POST', headers, body, referrerPolicy: 'origin' });
  } catch {
    const origin = new URL(apiBaseUrl).origin;
    if (await blocked()) {
      return [`the page's Content-Security-Policy does not allow the API: add this to it: connect-src ${origin}`];
    }
    if (!navigator.onLine) return ['there is no network.'];
    return [`the API at ${apiBaseUrl} cannot be reached. Is api-base-url right?`];
  }
  const old = response.headers.get('Deprecation') ? [sunsetSentence(response.headers.get('Sunset'), response.headers.get('Link'))] : [];
  return [...old, ...(await judge(response, apiBaseUrl, Boolean(token)))];
}

/**
 * @param {Response} response
 * @param {string} apiBaseUrl
 * @param {boolean} hasToken
 */
async function judge(response, apiBaseUrl, hasToken) {
  /** @type {any} */
  const told = await response.json().catch(() => ({}));
  const { status } = response;
  if (status === 400 && told.participant_name) return [];
  if (status === 201) return [];
  if (status === 429) return ['the server asks for patience: there have been too many requests.'];
  if (status >= 500) return [`the API at ${apiBaseUrl} has a problem of its own (${status}).`];
  if (status === 401 && told.code === 'chat_access_denied') return [sentence(hasToken ? 'token' : 'login')];
  if (status === 401) return [sentence('key')];
  if (status === 403) return [sentence(told.error ? 'unavailable' : 'origin')];
  if (told.detail && (status === 404 || status === 400)) return [sentence('chatbot')];
  return [`the server at ${apiBaseUrl} does not speak the Chat API (it answered ${status}). Is api-base-url right?`];
}

/**
 * Whether the page's policy refused an address.
 *
 * @param {string} url
 */
function violation(url) {
  let refused = false;
  const hear = (/** @type {SecurityPolicyViolationEvent} */ { blockedURI }) => {
    refused ||= blockedURI === url || new URL(url).origin === blockedURI;
  };
  document.addEventListener('securitypolicyviolation', hear);
  return async () => {
    // It is told a moment after the request has failed.
    await new Promise((later) => setTimeout(later, 50));
    document.removeEventListener('securitypolicyviolation', hear);
    return refused;
  };
}
