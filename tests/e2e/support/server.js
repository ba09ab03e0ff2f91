// Starts `chat-server`, the Chat API in memory, and controls it.

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';

/** Starts a server on a free port. */
export async function startServer() {
  const child = spawn(process.env.CHAT_SERVER ?? '', ['--api-port', '0', '--until-stdin-ends'], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const [line] = await once(createInterface({ input: child.stdout }), 'line');
  return { url: JSON.parse(line).api, stop: () => child.stdin.end() };
}

/** A chatbot for one test, and its state on the server. */
export class Chatbot {
  constructor(api, { id, embed_key }) {
    this.api = api;
    this.id = id;
    this.key = embed_key;
  }

  /** Adds a chatbot with these fields to the server. */
  static async create(api, fields = {}) {
    return new Chatbot(api, await control(api, 'POST', 'chatbots', fields));
  }

  update(fields) {
    return control(this.api, 'PATCH', `chatbots/${this.id}`, fields);
  }

  /** Starts a session without a widget, and returns its id and token. */
  async startSession() {
    const response = await fetch(`${this.api}/api/chat/start/`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'x-embed-key': this.key, origin: 'http://localhost' },
      body: JSON.stringify({ chatbot_id: this.id }),
    });
    const { session_id: id, session_token: token } = await response.json();
    return { id, token };
  }

  /** Injects a fault into requests for this chatbot. */
  injectFault(fault) {
    return control(this.api, 'POST', 'faults', { chatbot: this.id, ...fault });
  }

  clearFaults() {
    return control(this.api, 'DELETE', `faults?chatbot=${this.id}`);
  }

  /** Requests that the server has received for this chatbot: those to one endpoint, or all except preflights. */
  async receivedRequests(endpoint) {
    const all = await control(this.api, 'GET', `received?chatbot=${this.id}`);
    return all.filter(({ call }) => (endpoint ? call === endpoint : call !== 'preflight'));
  }

  sessions() {
    return control(this.api, 'GET', `sessions?chatbot=${this.id}`);
  }

  /** Changes the newest session: `{ say }`, `{ ended }`, `{ expired }` or `{ files_lost }`. */
  async changeNewestSession(change) {
    const sessions = await this.sessions();
    return control(this.api, 'POST', `sessions/${sessions.at(-1).id}`, change);
  }

  /** Texts of the visitor's messages in the server's history. */
  async receivedTexts() {
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
