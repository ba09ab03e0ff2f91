// Runs the same scripted conversation of ten minutes in both widgets at the same time, in the same browser and with the same
// server. Counts the requests to the server, and lost and duplicated messages.
//
// `cargo xtask bench` runs this and sets the environment. `--minutes` shortens the script, for working on it.

import { parseArgs } from 'node:util';
import { Chatbot, startServer } from '../e2e/support/server.js';
import { startSite } from '../e2e/support/site.js';
import { WIDGETS, startBrowser, startCdn } from './widgets.js';

const { values } = parseArgs({ options: { minutes: { type: 'string', default: '10' } } });
const minutes = Number(values.minutes);
/** Duration in milliseconds of one second of the script. */
const SECOND_MS = (minutes * 60_000) / 600;

const sleep = (ms) => new Promise((resolve) => setTimeout(resolve, Math.max(0, ms)));

/** A widget on its own page, in its own browser context. */
class Participant {
  constructor(name, page, chatbot, field) {
    Object.assign(this, { name, page, chatbot, field, sent: [] });
  }

  /** Sends a message as the visitor. A field that stays disabled shows as a lost message in the result. */
  async send(text) {
    this.sent.push(text);
    try {
      await this.field.fill(text, { timeout: 30 * SECOND_MS });
      await this.field.press('Enter');
    } catch (error) {
      console.error(`${this.name}: ${error.message}`);
    }
  }

  /** Sends a message as the bot, which answers no message of the visitor. */
  async sendAsBot(text) {
    await this.chatbot.changeNewestSession({ say: text });
  }

  /** The visible text of the widget, by line. Each message is on its own line. */
  async visibleLines() {
    const host = await this.page.evaluate(() => {
      const widget = document.querySelector('ocs-chat, open-chat-studio-widget');
      const text = (node) => {
        if (node.nodeType === Node.TEXT_NODE) return node.data;
        if (['STYLE', 'SCRIPT', 'TEXTAREA', 'BUTTON'].includes(node.nodeName)) return '\n';
        const inner = [...node.childNodes].map(text).join('');
        return ['DIV', 'P', 'LI'].includes(node.nodeName) ? `\n${inner}\n` : inner;
      };
      return [...widget.shadowRoot.childNodes].map(text).join('\n');
    });
    return host.split('\n').map((line) => line.trim());
  }

  async result() {
    const sessions = await this.chatbot.sessions();
    const stored = sessions.flatMap(({ messages }) => messages);
    const requests = await this.chatbot.receivedRequests();
    const preflights = await this.chatbot.receivedRequests('preflight');
    const lines = await this.visibleLines();
    const occurrences = (list, text) => list.filter((item) => item === text).length;
    const received = stored.filter(({ role }) => role === 'user').map(({ content }) => content);
    const answers = stored.filter(({ role }) => role === 'assistant').map(({ content }) => content);
    const summary = (texts) => (texts.length ? `${texts.length}: ${texts.join(', ')}` : '0');
    return {
      'requests, without preflights': requests.length,
      'requests, with preflights': requests.length + preflights.length,
      'requests by call': ['start', 'upload', 'message', 'task', 'poll']
        .map((call) => `${call} ${requests.filter((request) => request.call === call).length}`)
        .join(', '),
      'messages that never reached the bot': summary(this.sent.filter((text) => !received.includes(text))),
      'messages that reached it twice': summary(this.sent.filter((text) => occurrences(received, text) > 1)),
      'messages not on screen at the end': summary(this.sent.filter((text) => occurrences(lines, text) === 0)),
      'messages on screen twice': summary(this.sent.filter((text) => occurrences(lines, text) > 1)),
      'answers not on screen at the end': summary([...new Set(answers)].filter((text) => occurrences(lines, text) === 0)),
      'answers on screen twice': summary([...new Set(answers)].filter((text) => occurrences(lines, text) > 1)),
    };
  }
}

/** The script: second, description, action. */
const SCRIPT = [
  [2, 'the visitor sends a message', (participant) => participant.send('question 1')],
  [35, 'the visitor sends another message', (participant) => participant.send('question 2')],
  [
    75,
    'a gateway fails while the answer is pending',
    async (participant) => {
      await participant.chatbot.injectFault({ on: 'task', kind: 'status', status: 502, times: 1 });
      await participant.send('question 3');
    },
  ],
  [120, 'the bot sends a message unprompted', (participant) => participant.sendAsBot('By the way, we close at six.')],
  [
    165,
    'the page is reloaded while an answer is pending',
    async (participant) => {
      await participant.chatbot.update({ think_ms: 6_000 });
      await participant.send('question 4');
      await sleep(2_000);
      await participant.page.reload();
      await participant.chatbot.update({ think_ms: 1_500 });
    },
  ],
  [
    210,
    'the connection breaks after the server accepted a message',
    async (participant) => {
      await participant.chatbot.injectFault({ on: 'message', kind: 'drop_after', times: 1 });
      await participant.send('question 5');
    },
  ],
  [
    270,
    'the visitor sends a message while offline',
    async (participant) => {
      await participant.page.context().setOffline(true);
      await participant.send('question 6');
      await sleep(5_000);
      await participant.page.context().setOffline(false);
    },
  ],
  [
    330,
    'the server limits the rate while an answer is pending',
    async (participant) => {
      await participant.chatbot.injectFault({
        on: 'task',
        kind: 'status',
        status: 429,
        body: { detail: 'Rate limit exceeded.', available_in: 3 },
        retry_after: 3,
        times: 1,
      });
      await participant.send('question 7');
    },
  ],
  [
    390,
    'the visitor sends two messages in a row',
    async (participant) => {
      await participant.send('question 8');
      await participant.send('question 9');
    },
  ],
  [
    440,
    'the session expires',
    async (participant) => {
      await participant.chatbot.changeNewestSession({ expired: true });
      await participant.send('question 10');
    },
  ],
  [500, 'the bot sends a message unprompted', (participant) => participant.sendAsBot('Anything else?')],
  [545, 'the visitor sends a last message', (participant) => participant.send('question 11')],
];

const cdn = await startCdn(WIDGETS[1].folder);
const [server, site] = [await startServer(), await startSite()];
const browser = await startBrowser();

/** Opens a page with this widget and its own chatbot. */
async function join(name, markup, fieldOf) {
  // The legacy widget does not support session tokens.
  const chatbot = await Chatbot.create(server.url, { think_ms: 1_500, auth_level: 'embed_key' });
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, locale: 'en-US' });
  const page = await context.newPage();
  // The visitor's clock is 90 seconds ahead.
  await page.addInitScript(() => {
    const now = Date.now;
    const AHEAD_MS = 90_000;
    globalThis.Date = class extends Date {
      constructor(...args) {
        super(...(args.length ? args : [now() + AHEAD_MS]));
      }

      static now() {
        return now() + AHEAD_MS;
      }
    };
  });
  const path = `/${name.split(' ')[0]}`;
  site.put(path, `<!doctype html><meta charset="utf-8"><title>${name}</title><body>${markup(chatbot)}</body>`);
  await page.goto(site.url + path);
  return new Participant(name, page, chatbot, fieldOf(page));
}

const attributes = (chatbot) => `chatbot-id="${chatbot.id}" embed-key="${chatbot.key}" api-base-url="${server.url}" visible="true"`;
const participants = [
  await join(
    'ocs-chat',
    (chatbot) => `<script src="/embed.js"></script><ocs-chat ${attributes(chatbot)}></ocs-chat>`,
    (page) => page.locator('ocs-chat').getByRole('textbox'),
  ),
  await join(
    'open-chat-studio-widget 0.6.0',
    (chatbot) => `<script type="module" src="${cdn.url}/open-chat-studio-widget.esm.js"></script>
      <open-chat-studio-widget ${attributes(chatbot)}></open-chat-studio-widget>`,
    (page) => page.locator('open-chat-studio-widget textarea'),
  ),
];

const start = Date.now();
for (const [second, description, action] of SCRIPT) {
  await sleep(start + second * SECOND_MS - Date.now());
  console.log(`${String(second).padStart(4)} s  ${description}`);
  await Promise.all(participants.map(action));
}
await sleep(start + 600 * SECOND_MS - Date.now());

const results = await Promise.all(participants.map((participant) => participant.result()));
if (process.env.BENCH_LINES) {
  for (const participant of participants) console.log(participant.name, (await participant.visibleLines()).filter(Boolean));
}
console.log(`\n${minutes} minutes, the visitor's clock 90 s ahead`);
for (const name of Object.keys(results[0])) {
  console.log(`\n${name}`);
  participants.forEach((participant, index) => console.log(`  ${participant.name.padEnd(32)} ${results[index][name]}`));
}
const [ours, theirs] = results;
const failures = Object.keys(ours).filter((name) => !name.startsWith('requests') && ours[name] !== '0');
const requests = 'requests, with preflights';
if (failures.length) console.log(`\nocs-chat lost or duplicated messages: ${failures.join('; ')}`);
if (ours[requests] >= theirs[requests]) console.log(`\nocs-chat sends ${ours[requests]} requests, the legacy widget ${theirs[requests]}`);
process.exitCode = failures.length || ours[requests] >= theirs[requests] ? 1 : 0;
await browser.close();
server.stop();
site.stop();
cdn.stop();
