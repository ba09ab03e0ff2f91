// The embedded Chat API as a test sees it.

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';

/** Starts a server of its own, on any free port. */
export async function startServer() {
  const child = spawn(process.env.CHAT_SERVER ?? '', ['--api-port', '0', '--until-stdin-ends'], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const [line] = await once(createInterface({ input: child.stdout }), 'line');
  return { url: JSON.parse(line).api, stop: () => child.stdin.end() };
}

/** A chatbot of a test's own, and what the server knows of it. */
export class Chatbot {
  constructor(api, { id, embed_key }) {
    this.api = api;
    this.id = id;
    this.key = embed_key;
  }

  static async make(api, fields = {}) {
    return new Chatbot(api, await control(api, 'POST', 'chatbots', fields));
  }

  change(fields) {
    return control(this.api, 'PATCH', `chatbots/${this.id}`, fields);
  }

  /** Starts a session as a page's own server would, and answers its id and token. */
  async start() {
    const response = await fetch(`${this.api}/api/chat/start/`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'x-embed-key': this.key, origin: 'http://localhost' },
      body: JSON.stringify({ chatbot_id: this.id }),
    });
    const { session_id: id, session_token: token } = await response.json();
    return { id, token };
  }

  /** Switches a fault on, for this chatbot's requests only. */
  fault(fault) {
    return control(this.api, 'POST', 'faults', { chatbot: this.id, ...fault });
  }

  clearFaults() {
    return control(this.api, 'DELETE', `faults?chatbot=${this.id}`);
  }

  /** Requests received so far; preflights only if asked for by name. */
  async received(call) {
    const all = await control(this.api, 'GET', `received?chatbot=${this.id}`);
    return all.filter((one) => (call ? one.call === call : one.call !== 'preflight'));
  }

  sessions() {
    return control(this.api, 'GET', `sessions?chatbot=${this.id}`);
  }

  /** Changes the newest session: `{ say }`, `{ ended }` or `{ expired }`. */
  async session(change) {
    const sessions = await this.sessions();
    return control(this.api, 'POST', `sessions/${sessions.at(-1).id}`, change);
  }

  /** What the visitor has said, as the server has stored it. */
  async heard() {
    const messages = (await this.sessions()).flatMap((session) => session.messages);
    return messages.filter((message) => message.role === 'user').map((message) => message.content);
  }
}

async function control(api, method, path, body) {
  const response = await fetch(`${api}/control/${path}`, {
    method,
    headers: body ? { 'content-type': 'application/json' } : {},
    body: body && JSON.stringify(body),
  });
  if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${await response.text()}`);
  return response.json();
}
