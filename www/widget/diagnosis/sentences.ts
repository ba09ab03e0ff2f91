// The sentences that explain to the page's owner what is wrong. docs/troubleshooting.md has an entry for each.

import { EXPECTED } from '../options/generated-expected.ts';

/** By the names that src/api/warning.rs and storage-problem.ts give to what is wrong. */
const SENTENCES: Record<string, string> = {
  key: 'the server does not accept embed-key for this chatbot: the key or chatbot-id is wrong. Copy both again from the channel in Open Chat Studio.',
  storage: 'the browser does not let this page store anything, so the conversation is lost when the visitor leaves the page.',
  full: 'the storage of this site is full, so only the newest part of a conversation is kept. Delete data that the site no longer needs from its storage.',
  login: 'the chatbot requires visitors to be logged in. Set authTokenProvider to a function that returns a token.',
  token:
    'the token of authTokenProvider was refused. Check that it has not expired, was issued for this application and has the required scope, and that the channel lists this site among its allowed domains: without allowed domains, a channel accepts requests from servers only, not from browsers.',
  provider: 'authTokenProvider has failed, so there is no token for this visitor. Its error is in the console.',
  session: 'the server does not accept session-id and session-token: the session has expired, or the token is missing or belongs to another session.',
  ended: 'the session of session-id has ended and accepts no more messages. Provide the id of another session, or leave session-id out.',
  origin:
    window.origin === 'null'
      ? 'this page has no origin that a server could allow: it is a local file or in a sandboxed frame. Serve it from a website, or add allow-same-origin to the sandbox attribute of the frame.'
      : `the server does not allow this site (${location.hostname}). Add it to the channel's allowed domains.`,
  chatbot: 'the server has no chatbot with this chatbot-id, or the chatbot is archived. Check chatbot-id and api-base-url.',
  version:
    'the server does not accept version-number: the chatbot has no such version, or the visitor is not logged in to Open Chat Studio. Correct version-number, or leave it out.',
  access: 'the visitor is logged in to Open Chat Studio and has no access to the chatbot. Give the visitor access there.',
  visitor: 'the visitor is logged in to Open Chat Studio, and user-id is not the e-mail address of that login. Leave user-id out, or set it to that address.',
  unpublished: 'the chatbot has no published version. Publish one in Open Chat Studio.',
  length: 'the server refused a request: the request is too long. Shorten pageContext or the message, or raise the limit of the proxy.',
  files:
    'the server refused files of a visitor and gave no reason that the widget knows. Check whether a proxy limits uploads: Open Chat Studio accepts 50 MB.',
  unavailable: 'the chatbot is switched off in Open Chat Studio. Switch the channel on there.',
  refused: 'the server rejected a valid request. Check api-base-url, and whether a proxy changes requests.',
};

/** The sentence for a name; that of `refused` for an unknown one. */
export const sentence = (reason: string) => SENTENCES[reason] ?? SENTENCES.refused;

/** What is wrong with the value of an option. */
export const invalidOption = (name: string, value: string) =>
  name === 'chatbot-id' && !value
    ? 'chatbot-id is missing. Set it to the UUID of a chatbot.'
    : `${name} must be ${EXPECTED[name] ?? 'a function'}, not "${value}".`;
