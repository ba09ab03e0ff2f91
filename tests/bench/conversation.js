// A scripted conversation of ten minutes, held by our widget and by the incumbent at the same time: in the same browser,
// against the same server. Counted are the requests that the server received and the messages that were lost or doubled.
//
// Run by `cargo xtask bench`, which sets the environment. `--minutes` makes it shorter, for a look at the script itself.

import { createServer } from 'node:http';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { Chatbot, startServer } from '../e2e/support/server.js';
import { startSite } from '../e2e/support/site.js';
import { startBrowser } from './widgets.js';

const { values } = parseArgs({ options: { minutes: { type: 'string', default: '10' } } });
const minutes = Number(values.minutes);
/** Milliseconds of a second of the script. */
const second = (minutes * 60_000) / 600;

const incumbentFiles = join(import.meta.dirname, 'node_modules/open-chat-studio-widget/dist/open-chat-studio-widget');

/** Serves the incumbent's files, as a CDN would. */
async function startCdn() {
  const server = createServer(async (request, response) => {
    const headers = { 'access-control-allow-origin': '*', 'content-type': 'text/javascript' };
    try {
      response.writeHead(200, headers).end(await readFile(join(incumbentFiles, new URL(request.url, 'http://cdn').pathname)));
    } catch {
      response.writeHead(404, headers).end();
    }
  });
  await new Promise((ready) => server.listen(0, '127.0.0.1', ready));
  return { url: `http://127.0.0.1:${server.address().port}`, stop: () => server.close() };
}

/** One widget on a page of its own, in a browser profile of its own. */
class Contestant {
  constructor(name, page, chatbot, fieldOf) {
    Object.assign(this, { name, page, chatbot, field: fieldOf(page), said: [], spoken: [], notWritten: [] });
  }

  async say(text) {
    this.said.push(text);
    try {
      await this.field.fill(text, { timeout: 30 * second });
      await this.field.press('Enter');
    } catch {
      this.notWritten.push(text);
    }
  }

  async speak(words) {
    this.spoken.push(words);
    await this.chatbot.session({ say: words });
  }

  /** What the visitor sees, each message a line. */
  async lines() {
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
    const received = await this.chatbot.received();
    const preflights = await this.chatbot.received('preflight');
    const lines = await this.lines();
    const times = (list, text) => list.filter((one) => one === text).length;
    const heard = stored.filter(({ role }) => role === 'user').map(({ content }) => content);
    const answers = stored.filter(({ role }) => role === 'assistant').map(({ content }) => content);
    const list = (found) => (found.length ? `${found.length}: ${found.join(', ')}` : '0');
    return {
      'requests, without preflights': received.length,
      'requests, with preflights': received.length + preflights.length,
      'requests by call': ['start', 'upload', 'message', 'task', 'poll'].map((call) => `${call} ${received.filter((one) => one.call === call).length}`).join(', '),
      'messages that never reached the bot': list(this.said.filter((text) => !heard.includes(text))),
      'messages that reached it twice': list(this.said.filter((text) => times(heard, text) > 1)),
      'messages not on screen at the end': list(this.said.filter((text) => times(lines, text) === 0)),
      'messages on screen twice': list(this.said.filter((text) => times(lines, text) > 1)),
      'answers not on screen at the end': list([...new Set(answers)].filter((text) => times(lines, text) === 0)),
      'answers on screen twice': list([...new Set(answers)].filter((text) => times(lines, text) > 1)),
    };
  }
}

/** The script: what happens at which second. */
const SCRIPT = [
  [2, 'the visitor asks something', (one) => one.say('question 1')],
  [35, 'and once more', (one) => one.say('question 2')],
  [75, 'a gateway stumbles while the answer is waited for', async (one) => {
    await one.chatbot.fault({ on: 'task', kind: 'status', status: 502, times: 1 });
    await one.say('question 3');
  }],
  [120, 'the bot says something by itself', (one) => one.speak('By the way, we close at six.')],
  [165, 'the page is reloaded while an answer is under way', async (one) => {
    await one.chatbot.change({ think_ms: 6_000 });
    await one.say('question 4');
    await new Promise((later) => setTimeout(later, 2_000));
    await one.page.reload();
    await one.chatbot.change({ think_ms: 1_500 });
  }],
  [210, 'the connection breaks after a message was taken', async (one) => {
    await one.chatbot.fault({ on: 'message', kind: 'drop_after', times: 1 });
    await one.say('question 5');
  }],
  [270, 'the visitor writes in a tunnel', async (one) => {
    await one.page.context().setOffline(true);
    await one.say('question 6');
    await new Promise((later) => setTimeout(later, 5_000));
    await one.page.context().setOffline(false);
  }],
  [330, 'the server limits the rate while an answer is waited for', async (one) => {
    await one.chatbot.fault({ on: 'task', kind: 'status', status: 429, body: { detail: 'Rate limit exceeded.', available_in: 3 }, retry_after: 3, times: 1 });
    await one.say('question 7');
  }],
  [390, 'two questions at once', async (one) => {
    await one.say('question 8');
    await one.say('question 9');
  }],
  [440, 'the session expires', async (one) => {
    await one.chatbot.session({ expired: true });
    await one.say('question 10');
  }],
  [500, 'the bot says something by itself', (one) => one.speak('Anything else?')],
  [545, 'the visitor says goodbye', (one) => one.say('question 11')],
];

const cdn = await startCdn();
const [server, site] = [await startServer(), await startSite()];
const browser = await startBrowser();

async function enter(name, markup, fieldOf) {
  // The incumbent of npm does not know session tokens.
  const chatbot = await Chatbot.make(server.url, { think_ms: 1_500, auth_level: 'embed_key' });
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, locale: 'en-US' });
  const page = await context.newPage();
  // Clocks are seldom right: this one is a minute and a half ahead.
  await page.addInitScript(() => {
    const now = Date.now;
    const ahead = 90_000;
    globalThis.Date = class extends Date {
      constructor(...given) {
        super(...(given.length ? given : [now() + ahead]));
      }

      static now() {
        return now() + ahead;
      }
    };
  });
  const path = `/${name.split(' ')[0]}`;
  site.put(path, `<!doctype html><meta charset="utf-8"><title>${name}</title><body>${markup(chatbot)}</body>`);
  await page.goto(site.url + path);
  return new Contestant(name, page, chatbot, fieldOf);
}

const attributes = (chatbot) =>
  `chatbot-id="${chatbot.id}" embed-key="${chatbot.key}" api-base-url="${server.url}" visible="true"`;
const contestants = [
  await enter(
    'ocs-chat',
    (chatbot) => `<script src="/embed.js"></script><ocs-chat ${attributes(chatbot)}></ocs-chat>`,
    (page) => page.locator('ocs-chat').getByRole('textbox'),
  ),
  await enter(
    'open-chat-studio-widget 0.6.0',
    (chatbot) => `<script type="module" src="${cdn.url}/open-chat-studio-widget.esm.js"></script>
      <open-chat-studio-widget ${attributes(chatbot)}></open-chat-studio-widget>`,
    (page) => page.locator('open-chat-studio-widget textarea'),
  ),
];

const start = Date.now();
for (const [at, what, act] of SCRIPT) {
  await new Promise((later) => setTimeout(later, Math.max(0, start + at * second - Date.now())));
  console.log(`${String(at).padStart(4)} s  ${what}`);
  await Promise.all(contestants.map((one) => act(one)));
}
await new Promise((later) => setTimeout(later, Math.max(0, start + 600 * second - Date.now())));

const results = await Promise.all(contestants.map((one) => one.result()));
if (process.env.BENCH_LINES) for (const one of contestants) console.log(one.name, (await one.lines()).filter(Boolean));
console.log(`\n${minutes} minutes, the visitor's clock 90 s ahead`);
for (const name of Object.keys(results[0])) {
  console.log(`\n${name}`);
  contestants.forEach((one, at) => console.log(`  ${one.name.padEnd(32)} ${results[at][name]}`));
}
const [ours, theirs] = results;
const harmed = Object.keys(ours).filter((name) => !name.startsWith('requests') && ours[name] !== '0');
const requests = 'requests, with preflights';
if (harmed.length) console.log(`\nours is at fault: ${harmed.join('; ')}`);
if (ours[requests] >= theirs[requests]) console.log(`\nours makes no fewer requests: ${ours[requests]} to ${theirs[requests]}`);
process.exitCode = harmed.length || ours[requests] >= theirs[requests] ? 1 : 0;
await browser.close();
server.stop();
site.stop();
cdn.stop();
