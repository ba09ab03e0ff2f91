// The sentences that explain to the page's owner what is wrong. docs/troubleshooting.md has an entry for each.

import { EXPECTED } from '../options/generated-expected.ts';

const SENTENCES: Record<string, string> = {
  key: 'the server does not accept embed-key for this chatbot: the key or chatbot-id is wrong. Copy both again from the channel in Open Chat Studio.',
  storage: 'the browser does not let this page store anything, so the conversation is lost when the page is left.',
  full: 'the storage of this site is full, so that only the newest part of a conversation is kept. Remove what the site no longer needs from its storage.',
  login: 'the chatbot requires visitors to be logged in. Set authTokenProvider to a function that returns a token.',
  token:
    'the token of authTokenProvider was refused: it is wrong or has expired, belongs to another application, lacks a scope, or the channel does not list this site among its allowed domains (a channel without domains accepts servers only).',
  provider: 'authTokenProvider has failed, so that there is no token for this visitor.',
  session: 'the server does not accept session-id and session-token: the session has expired, or the token is missing or belongs to another session.',
  ended: 'the session of session-id has ended and accepts no more messages.',
  origin:
    window.origin === 'null'
      ? 'this page has no origin that a server could allow: it is a file, or in a frame with a sandbox. Serve it from a website, and add allow-same-origin to the sandbox.'
      : `the server does not allow this site (${location.hostname}). Add it to the channel's allowed domains.`,
  chatbot: 'the server has no chatbot with this chatbot-id, or the chatbot is archived.',
  version: 'the server does not accept version-number: the chatbot has no such version, or the visitor is not logged in to Open Chat Studio.',
  access: 'the visitor is logged in to Open Chat Studio and has no access to the chatbot.',
  visitor: 'the visitor is logged in to Open Chat Studio, and user-id is not the e-mail address of that login.',
  unpublished: 'the chatbot has no published version.',
  length: 'the server refused a request: the request is too long. Either the text of the visitor or pageContext is, or a proxy has too low a limit.',
  files:
    'the server refused files of a visitor and gave no reason that the widget knows. A proxy may have too low a limit for uploads: Open Chat Studio accepts 50 MB.',
  unavailable: 'the chatbot is switched off in Open Chat Studio.',
  refused: 'the server rejected a valid request. Is api-base-url right, and does a proxy change requests?',
};

/** The explanation of a reason that the application gives. */
export const sentence = (reason: string) => SENTENCES[reason] ?? SENTENCES.refused;

/** What is wrong with the value of an option. */
export const invalidOption = (name: string, value: string) =>
  name === 'chatbot-id' && !value ? 'chatbot-id is missing. Set it to the UUID of a chatbot.' : `${name} must be ${EXPECTED[name]}, not "${value}".`;
