// Sends the server a request that starts no session, and explains the response to the page's owner.

import { safeJson } from '../../wasm/safe-json.ts';
import type { Options } from '../options/generated-types.ts';
import { requestToken, type TokenProvider } from '../options/token-provider.ts';
import type { Glue } from '../../wasm/bindings.ts';
import { listenForViolation } from './csp-violation.ts';
import { sentence } from './sentences.ts';
import { sunsetSentence } from './sunset.ts';

export type StartRefusal = Glue['startRefusal'];

/**
 * Requests a session with an empty participant name, which every server refuses: the error shows whether the server accepts the
 * page and the key, and no session starts.
 */
export async function checkServer({ apiBaseUrl, chatbotId, embedKey }: Options, tokenProvider: TokenProvider, startRefusal: StartRefusal): Promise<string[]> {
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
  const violation = listenForViolation(url);
  let response;
  try {
    const body = safeJson.stringify({ chatbot_id: chatbotId, participant_name: '' });
    response = await fetch(url, { method: 'POST', headers, body, referrerPolicy: 'origin' });
    violation.stop();
  } catch {
    const origin = new URL(apiBaseUrl).origin;
    if (await violation.wasBlocked()) {
      return [`the page's Content-Security-Policy does not allow the API: add this to it: connect-src ${origin}`];
    }
    if (!navigator.onLine) return ['there is no network.'];
    return [`the API at ${apiBaseUrl} cannot be reached. Is api-base-url right?`];
  }
  const deprecations = response.headers.get('Deprecation') ? [sunsetSentence(response.headers.get('Sunset'), response.headers.get('Link'))] : [];
  return [...deprecations, ...(await explainResponse(response, apiBaseUrl, Boolean(token), startRefusal))];
}

/** Returns the findings for a response to this request. */
async function explainResponse(response: Response, apiBaseUrl: string, hasToken: boolean, startRefusal: StartRefusal): Promise<string[]> {
  const body = (await response.json().catch(() => null)) as { participant_name?: unknown } | null;
  const { status } = response;
  if (status === 201 || (status === 400 && body?.participant_name)) return [];
  if (status === 429) return ['the server is rate-limiting this page: there have been too many requests.'];
  if (status >= 500) return [`the server at ${apiBaseUrl} returned an error (${status}).`];
  const reason = startRefusal(status, body);
  if (reason === 'login' && hasToken) return [sentence('token')];
  // The request has neither a session nor the id of a visitor, so these reasons mean something else.
  if (reason === 'session') return [sentence('origin')];
  if (reason !== 'visitor' && (reason !== 'refused' || status === 403)) return [sentence(reason)];
  return [`the server at ${apiBaseUrl} did not respond as a Chat API (status ${status}). Is api-base-url right?`];
}
