// Explains to the page's owner why the widget does not work. Loaded when the explanation is needed.

import { safeJson } from '../wasm/safe-json.ts';
import { storageProblem } from './storage/storage-problem.ts';
import { EXPECTED } from './options/expected.ts';
import type { Options } from './options/types.ts';
import { requestToken, type TokenProvider } from './token-provider.ts';

export interface Diagnosis {
  ok: boolean;
  /** One sentence for each problem. */
  findings: string[];
}

/**
 * Checks the options and the server's answer to them. Also writes the findings to the console.
 *
 * @param warnings Reasons of refusals that the conversation has met. The server refuses some requests only after others.
 */
export async function diagnose(options: Options, tokenProvider: TokenProvider, warnings: string[] = []): Promise<Diagnosis> {
  const problem = storageProblem(options);
  const found = problem ? [sentence(problem)] : [];
  found.push(...(await askServer(options, tokenProvider)), ...warnings.map(sentence));
  const findings = [...new Set(found)];
  for (const finding of findings) console.warn(`ocs-chat: ${finding}`);
  return { ok: !findings.length, findings };
}

/**
 * Requests a session with an empty participant name, which every server refuses: the error shows whether the server accepts the
 * page and the key, and no session starts.
 */
async function askServer({ apiBaseUrl, chatbotId, embedKey }: Options, tokenProvider: TokenProvider): Promise<string[]> {
  // The same headers as in src/api/headers.rs: `diagnose()` works without the application, which may be what fails to load.
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
  const old = response.headers.get('Deprecation') ? [sunsetSentence(response.headers.get('Sunset'), response.headers.get('Link'))] : [];
  return [...old, ...(await explainAnswer(response, apiBaseUrl, Boolean(token)))];
}

/** The findings for a response. */
async function explainAnswer(response: Response, apiBaseUrl: string, hasToken: boolean): Promise<string[]> {
  const body: Record<string, unknown> = await response.json().catch(() => ({}));
  const { status } = response;
  if (status === 400 && body.participant_name) return [];
  if (status === 201) return [];
  if (status === 429) return ['the server is rate-limiting this page: there have been too many requests.'];
  if (status >= 500) return [`the API at ${apiBaseUrl} has a problem of its own (${status}).`];
  if (status === 401 && body.code === 'chat_access_denied') return [sentence(hasToken ? 'token' : 'login')];
  if (status === 401) return [sentence('key')];
  if (status === 403 && /access/.test(String(body.error))) return [sentence('access')];
  if (status === 403) return [sentence(body.error ? 'unavailable' : 'origin')];
  if (status === 409) return [sentence('unpublished')];
  if (body.detail && (status === 404 || status === 400)) return [sentence('chatbot')];
  return [`the server at ${apiBaseUrl} does not speak the Chat API (it answered ${status}). Is api-base-url right?`];
}

/** Watches for violations of the page's Content-Security-Policy, until `stop` or `result`: whether it has blocked the address. */
function listenForViolation(url: string) {
  let refused = false;
  const onViolation = ({ blockedURI }: SecurityPolicyViolationEvent) => {
    refused ||= blockedURI === url || new URL(url).origin === blockedURI;
  };
  const stop = () => document.removeEventListener('securitypolicyviolation', onViolation);
  document.addEventListener('securitypolicyviolation', onViolation);
  return {
    stop,
    async result() {
      // The event comes a moment after the request has failed.
      await new Promise((later) => setTimeout(later, 50));
      stop();
      return refused;
    },
  };
}

const SENTENCES: Record<string, string> = {
  key: 'the server does not accept embed-key for this chatbot: the key or chatbot-id is wrong. Copy both again from the channel in Open Chat Studio.',
  storage: 'the browser does not let this page store anything, so the conversation is lost when the page is left.',
  full: 'the storage of this site is full, so that only the newest part of a conversation is kept. Remove what the site no longer needs from localStorage.',
  login: 'the chatbot wants visitors to be logged in. Set authTokenProvider to a function that answers a token for them.',
  token: 'the token of authTokenProvider was refused.',
  provider: 'authTokenProvider has failed, so that there is no token for this visitor.',
  session: 'the server does not accept session-id and session-token: the session has expired, or the token is missing or that of another session.',
  ended: 'the session of session-id has ended and accepts no more messages.',
  origin:
    window.origin === 'null'
      ? 'this page has no origin that a server could allow: it is a file, or in a frame with a sandbox. Serve it from a website, and add allow-same-origin to the sandbox.'
      : `the server does not allow this site (${location.hostname}). Add it to the channel's allowed domains.`,
  chatbot: 'the server does not know the chatbot named by chatbot-id, or it is archived.',
  version: 'the server does not accept version-number: the chatbot has no such version, or the visitor is not logged in to Open Chat Studio.',
  access: 'the visitor is logged in to Open Chat Studio and has no access to the chatbot.',
  visitor: 'the visitor is logged in to Open Chat Studio, and user-id is not the e-mail address of that login.',
  unpublished: 'the chatbot has no published version.',
  length: 'the server refused a message because the request is too long. Either the text of the visitor is, or pageContext is.',
  unavailable: 'the chatbot is switched off in Open Chat Studio.',
  refused: 'the server refused a request that is in order as far as we know. Is api-base-url right?',
};

/** The explanation of a reason that the application gives. */
export const sentence = (reason: string) => SENTENCES[reason] ?? SENTENCES.refused;

/** What is wrong with the value of an option. */
export const invalidOption = (name: string, value: string) =>
  name === 'chatbot-id' && !value ? 'chatbot-id is missing. Set it to the UUID of a chatbot.' : `${name} must be ${EXPECTED[name]}, not "${value}".`;

/** Reports each name in `window.ocsChatOptions` or in the address of the script that sets nothing, once. */
export function reportScriptOptions(unknown: string[], refused: string[]) {
  const warnings = [
    ...unknown.map((key) => `there is no option ${key}, which window.ocsChatOptions sets.`),
    ...refused.map((name) =>
      name in EXPECTED
        ? `the address of the script cannot set ${name}: use the attribute data-${name} or window.ocsChatOptions.`
        : `there is no option ${name}, which the address of the script sets.`,
    ),
  ];
  for (const warning of warnings) {
    if (!reported.has(warning)) console.warn(`ocs-chat: ${warning}`);
    reported.add(warning);
  }
}

const BUILT_INS =
  'Array ArrayBuffer BigInt Date Error Function Map Math Number Object Promise Proxy Reflect RegExp Set String Symbol Uint8Array WeakMap WeakSet'.split(' ');

/** Names the built-in objects that the page has replaced, once. */
export function reportReplacedBuiltIns() {
  const replaced = BUILT_INS.filter((name) => !/native code|object/.test(String((window as unknown as Record<string, unknown>)[name])));
  if (!replaced.length || reported.has('built-ins')) return;
  reported.add('built-ins');
  console.warn(`ocs-chat: the page has replaced built-in objects of the language (${replaced.join(', ')}). The chat may not work with them.`);
}

const reported = new Set<string>();

/**
 * Reports that the server will stop to support this version: once, and once more after it has.
 *
 * @param sunset The value of the `Sunset` header.
 */
export function reportSunset(sunset?: string, link?: string) {
  const over = isOver(sunset);
  const level = over ? 'error' : 'warn';
  if (reported.has(level)) return;
  reported.add(level);
  console[level](`ocs-chat: ${sunsetSentence(sunset, link)}`);
}

const isOver = (sunset?: string | null) => Boolean(sunset && Date.parse(sunset) < Date.now());

function sunsetSentence(sunset?: string | null, link?: string | null) {
  const over = isOver(sunset);
  return `the server ${over ? 'does not support' : 'will not support'} this version of the widget${
    sunset ? ` ${over ? 'since' : 'after'} ${sunset}` : ' for ever'
  }. Please update it.${link ? ` See ${link.match(/<(.*?)>/)?.[1] ?? link}` : ''}`;
}
