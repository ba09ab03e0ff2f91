// Sends the server a request that starts no session, and explains the response to the page's owner.

import { safeJson } from '../../wasm/safe-json.ts';
import type { Options } from '../options/types.ts';
import { requestToken, type TokenProvider } from '../options/token-provider.ts';
import { listenForViolation } from './csp-violation.ts';
import { sentence } from './sentences.ts';
import { sunsetSentence } from './sunset.ts';

/**
 * Requests a session with an empty participant name, which every server refuses: the error shows whether the server accepts the
 * page and the key, and no session starts.
 */
export async function checkServer({ apiBaseUrl, chatbotId, embedKey }: Options, tokenProvider: TokenProvider): Promise<string[]> {
  // The same headers as in src/api/headers.rs.
  const headers: Record<string, string> = { 'content-type': 'application/json', 'x-ocs-widget-version': ASSETS.version };
  if (embedKey) headers['X-Embed-Key'] = embedKey;
  let token;
  try {
    token = await requestToken(tokenProvider, false);
  } catch (error) {
    return [`authTokenProvider has no token for this visitor: ${error}`];
  }
  const csrf = new URL(apiBaseUrl).origin === location.origin && document.cookie.match(/(?:^|; )csrftoken=([^;]*)/)?.[1];
  if (csrf) headers['X-CSRFToken'] = csrf;
  if (token) headers.authorization = `Bearer ${token}`;
  const url = `${apiBaseUrl}/api/chat/start/`;
  const blocked = listenForViolation(url);
  let response;
  try {
    const body = safeJson.stringify({ chatbot_id: chatbotId, participant_name: '' });
    response = await fetch(url, { method: 'POST', headers, body, referrerPolicy: 'origin' });
    blocked.stop();
  } catch {
    const origin = new URL(apiBaseUrl).origin;
    if (await blocked.result()) {
      return [`the page's Content-Security-Policy does not allow the API: add this to it: connect-src ${origin}`];
    }
    if (!navigator.onLine) return ['there is no network.'];
    return [`the API at ${apiBaseUrl} cannot be reached. Is api-base-url right?`];
  }
  const deprecations = response.headers.get('Deprecation') ? [sunsetSentence(response.headers.get('Sunset'), response.headers.get('Link'))] : [];
  return [...deprecations, ...(await explainResponse(response, apiBaseUrl, Boolean(token)))];
}

/**
 * Returns the findings for a response to this request. Distinguishes the errors that the request can cause, in the same way as
 * `ApiError::classify` in src/api/error.rs; not those of options that it leaves out.
 */
async function explainResponse(response: Response, apiBaseUrl: string, hasToken: boolean): Promise<string[]> {
  const { participant_name: nameError, detail, error, code }: Record<string, unknown> = await response.json().catch(() => ({}));
  const { status } = response;
  if (status === 201 || (status === 400 && nameError)) return [];
  if (status === 429) return ['the server is rate-limiting this page: there have been too many requests.'];
  if (status >= 500) return [`the server at ${apiBaseUrl} returned an error (${status}).`];
  const isLoginMissing = code === 'chat_access_denied';
  if (status === 401) return [sentence(isLoginMissing ? (hasToken ? 'token' : 'login') : 'key')];
  if (status === 403) {
    if (isLoginMissing) return [sentence(hasToken ? 'token' : 'login')];
    if (detail === ASSETS.serverTexts.invalidKey) return [sentence('key')];
    if (code) return [sentence('refused')];
    if (error === ASSETS.serverTexts.noAccess) return [sentence('access')];
    return [sentence(error ? 'unavailable' : 'origin')];
  }
  if (status === 413) return [sentence('length')];
  if (status === 409 && code === 'no_published_version') return [sentence('unpublished')];
  if (detail && (status === 404 || (status === 400 && String(detail).includes('UUID')))) return [sentence('chatbot')];
  return [`the server at ${apiBaseUrl} did not respond as a Chat API (status ${status}). Is api-base-url right?`];
}
