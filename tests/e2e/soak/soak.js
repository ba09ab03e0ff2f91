// A visitor who uses the chat at random in three tabs of one browser, against a server with faults. Run by `cargo xtask soak`.

import { parseArgs } from 'node:util';
import { chromium } from '@playwright/test';
import { Chatbot, startServer } from '../support/server.js';
import { startSite, strictPolicy } from '../support/site.js';
import { Random } from './random.js';
import { Rules } from './rules.js';
import { Tab } from './tab.js';

const TAB_COUNT = 3;
/** Actions between two checks of the whole conversation. */
const ACTIONS = 40;
/** How long the conversation may take to settle once there are no more faults: a widget waits up to 80 seconds after an outage. */
const SETTLE_MS = 180_000;

/** The length of the occasional periods in which the visitor does nothing. */
const IDLE_MS = 100_000;

/** The actions and how often they are chosen. */
const WEIGHTS = {
  say: 30,
  sayTwice: 6,
  fail: 3,
  type: 5,
  upload: 5,
  news: 6,
  reload: 7,
  reopenTab: 4,
  offline: 4,
  hide: 5,
  show: 6,
  closeWindow: 4,
  cancel: 4,
  retry: 6,
  discard: 2,
  stopWaiting: 1,
  scroll: 4,
  fault: 9,
  slowBot: 3,
  expire: 1,
};

const FAULTS = [
  { kind: 'status', status: 500 },
  { kind: 'status', status: 503, retry_after: 2 },
  { kind: 'status', status: 429, retry_after: 3 },
  { kind: 'delay', ms: 1_500 },
  { kind: 'drop_before' },
  { kind: 'drop_after' },
  { kind: 'broken_json' },
  { kind: 'html' },
];

class Soak {
  /** Messages that the visitor has sent, by text: where, in which conversation, and what the visitor did with them. */
  sent = new Map();
  violations = [];
  log = [];
  /** Counts the conversations that the visitor has started. */
  conversation = 0;
  number = 0;
  counts = {};

  constructor(seed) {
    this.random = new Random(seed);
    this.start = Date.now();
  }

  note(text) {
    this.log.push(`${((Date.now() - this.start) / 1_000).toFixed(1)} s: ${text}`);
  }

  report(text) {
    this.note(`VIOLATION: ${text}`);
    this.violations.push(text);
  }

  async prepare() {
    [this.server, this.site] = [await startServer(), await startSite()];
    this.chatbot = await Chatbot.create(this.server.url, { think_ms: 200 });
    const script = `<script async src="/embed.js" data-chatbot-id="${this.chatbot.id}" data-embed-key="${this.chatbot.key}" data-api-base-url="${this.server.url}" data-allow-attachments="true" data-language="en"></script>`;
    this.site.put('/soak', `<!doctype html><html lang="en"><meta charset="utf-8"><title>Soak</title><link rel="icon" href="data:,">${script}`, {
      'content-security-policy': strictPolicy(this.server.url),
    });
    const switches = (process.env.CHROMIUM_SWITCHES ?? '').split(' ').filter((name) => name && name !== '--headless');
    this.browser = await chromium.launch({ executablePath: process.env.CHROMIUM, args: switches });
    this.context = await this.browser.newContext({ viewport: { width: 1280, height: 800 }, locale: 'en-US' });
    this.rules = new Rules(this.chatbot, this.sent, (text) => this.report(text));
    this.tabs = [];
    for (let number = 0; number < TAB_COUNT; number += 1) {
      const tab = new Tab(this.context, `${this.site.url}/soak`, (problem) => this.report(`tab ${number}: ${problem}`));
      this.tabs.push(tab);
      await tab.start();
    }
  }

  async stop() {
    await this.browser?.close();
    this.server?.stop();
    this.site?.stop();
  }

  actions = {
    say: (tab) => this.say(tab),
    sayTwice: async (tab) => {
      await this.say(tab);
      await this.say(tab);
    },
    // A message whose task fails.
    fail: (tab) => this.say(tab, 'fail 500 '),
    type: async (tab) => {
      await tab.open();
      await tab.widget.field.fill('half a mess');
    },
    upload: async (tab) => {
      await tab.open();
      await tab.widget.attach({ name: `file-${this.number}.txt`, body: 'x'.repeat(this.random.between(1, 50_000)) });
      await this.say(tab);
    },
    news: async () => {
      if ((await this.chatbot.sessions()).length > 0) await this.chatbot.changeNewestSession({ say: `news ${(this.number += 1)}` });
    },
    reload: async (tab) => {
      this.rules.disturb();
      await tab.reload();
    },
    reopenTab: async (tab) => {
      this.rules.disturb();
      await tab.restart();
    },
    offline: async (tab) => {
      this.rules.disturb();
      await this.context.setOffline(true);
      await this.say(tab);
      await this.pause(this.random.between(100, 3_000));
      await this.context.setOffline(false);
    },
    hide: async (tab) => {
      // One tab stays visible: a hidden page has no time limit for its requests.
      if (this.tabs.filter(({ isHidden }) => !isHidden).length > 1) await tab.setHidden(true);
    },
    show: async () => {
      for (const hidden of this.tabs.filter(({ isHidden }) => isHidden)) await hidden.setHidden(false);
    },
    closeWindow: async (tab) => {
      await tab.open();
      await tab.widget.button('Close chat').click();
    },
    cancel: async (tab) => {
      const text = await tab.pressInRow(this.random, 'cancel');
      if (text !== undefined) await this.withdraw(tab, text);
    },
    retry: async (tab) => {
      const { bot } = await tab.rows();
      const text = await tab.pressInRow(this.random, 'retry');
      if (this.sent.has(text)) this.sent.get(text).retries += 1;
      // The button of a notice about a failure. The notice does not name the message: any without an answer may be repeated.
      else if (text !== undefined) for (const [sent, message] of this.sent) message.retries += Number(!bot.includes(`You said: ${sent}`));
    },
    discard: async (tab) => {
      const text = await tab.pressInRow(this.random, 'discard');
      if (text !== undefined) await this.withdraw(tab, text);
    },
    stopWaiting: (tab) => tab.pressInRow(this.random, 'stop-waiting'),
    scroll: async (tab) => {
      await tab.open();
      await tab.widget.log.press(this.random.pick(['Home', 'End', 'PageUp', 'PageUp']));
    },
    fault: async () => {
      this.rules.disturb();
      const fault = {
        on: this.random.pick(['start', 'upload', 'message', 'task', 'poll', 'any']),
        times: this.random.between(1, 3),
        ...this.random.pick(FAULTS),
      };
      this.note(JSON.stringify(fault));
      await this.chatbot.injectFault(fault);
    },
    slowBot: () => this.chatbot.update({ think_ms: this.random.pick([0, 200, 1_500, 4_000]) }),
    expire: async () => {
      const session = (await this.chatbot.sessions()).at(-1);
      if (!session) return;
      this.rules.disturb();
      this.rules.lostSessions.add(session.id);
      await this.chatbot.changeNewestSession({ expired: true });
    },
  };

  async say(tab, command = '') {
    const text = `${command}m${(this.number += 1)}`;
    this.note(`tab ${this.tabs.indexOf(tab)} sends ${text}`);
    this.sent.set(text, { tab: this.tabs.indexOf(tab), conversation: this.conversation, retries: 0 });
    await tab.say(text);
  }

  /** Marks a message as cancelled or deleted by the visitor, so that tabs may lack it, and clears the composer. */
  async withdraw(tab, text) {
    if (this.sent.has(text)) this.sent.get(text).isWithdrawn = true;
    await tab.open();
    await tab.widget.field.fill('');
    for (let left = await tab.widget.selectedFiles.count(); left > 0; left -= 1) await tab.widget.selectedFiles.first().getByRole('button').click();
  }

  pause(ms) {
    return new Promise((resolve) => setTimeout(resolve, ms));
  }

  async act() {
    const name = this.random.weighted(WEIGHTS);
    const tab = this.random.pick(this.tabs);
    this.note(`${name} in tab ${this.tabs.indexOf(tab)}`);
    this.counts[name] = (this.counts[name] ?? 0) + 1;
    await this.actions[name](tab);
    for (const [number, other] of this.tabs.entries()) this.rules.checkRows(await other.rows().catch(() => ({ count: 0, own: [], bot: [] })), number);
    await this.pause(this.random.pick([0, 50, 300, 1_500]));
  }

  /** Ends all faults, waits until every message has been answered or has failed, and checks the rules. */
  async settle() {
    this.note('settles');
    this.rules.disturb();
    await this.chatbot.clearFaults();
    await this.chatbot.update({ think_ms: 100 });
    await this.actions.show();
    for (const tab of this.tabs) await tab.open();
    const end = Date.now() + SETTLE_MS;
    let states;
    const isSettled = async () => {
      states = await Promise.all(this.tabs.map((tab) => tab.rows()));
      const isDone = ({ isBusy, states }) => !isBusy && states.every((state) => state === '' || state === 'Sent');
      // Unprompted messages of the bot arrive with the next poll of the session.
      return states.every(isDone) && (await this.rules.missingIn((await this.tabs[0].transcript()).bot)).length === 0;
    };
    while (!(await isSettled())) {
      if (Date.now() > end) {
        this.report(
          `the conversation does not settle: ${JSON.stringify(states.map(({ isBusy, own, bot, states }) => ({ isBusy, own: own.slice(-3), bot: bot.slice(-3), states: states.slice(-3) })))}`,
        );
        break;
      }
      await this.pause(500);
    }
    await this.pause(500);
    const transcripts = new Map();
    for (const [number, tab] of this.tabs.entries()) transcripts.set(number, await tab.transcript());
    await this.rules.checkSettled(transcripts, this.conversation);
  }

  /** Leaves the chat alone for some polls of the session. */
  async stayIdle() {
    this.note('stays idle');
    await this.pause(IDLE_MS);
    await this.rules.checkPolls();
  }

  /** Starts a new conversation, and waits until no tab shows a message of the old one. */
  async startNewChat() {
    this.note('starts a new chat');
    this.conversation += 1;
    await this.random.pick(this.tabs).startNewChat();
    const end = Date.now() + 10_000;
    const isEmpty = async () => (await Promise.all(this.tabs.map((tab) => tab.rows()))).every(({ own }) => own.length === 0);
    while (!(await isEmpty())) {
      if (Date.now() > end) return this.report('a new chat does not start in all tabs');
      await this.pause(100);
    }
  }
}

const { values } = parseArgs({ options: { minutes: { type: 'string', default: '60' }, seed: { type: 'string', default: String(Date.now() % 1_000_000) } } });
const [minutes, seed] = [Number(values.minutes), Number(values.seed)];
console.log(`seed ${seed}, ${minutes} minutes`);
const soak = new Soak(seed);
try {
  await soak.prepare();
  const end = Date.now() + minutes * 60_000;
  for (let round = 1; Date.now() < end && soak.violations.length === 0; round += 1) {
    for (let count = 0; count < ACTIONS && Date.now() < end && soak.violations.length === 0; count += 1) await soak.act();
    await soak.settle();
    if (round % 4 === 2) await soak.stayIdle();
    console.log(
      `${round}. check after ${Math.round((Date.now() - soak.start) / 1_000)} s: ${soak.sent.size} messages, ${(await soak.chatbot.receivedRequests()).length} requests`,
    );
    if (soak.random.next() < 0.3) await soak.startNewChat();
  }
} catch (error) {
  soak.report(`an action failed: ${error.stack}`);
} finally {
  await soak.stop();
}
console.log(
  `actions: ${Object.entries(soak.counts)
    .map(([name, count]) => `${name} ${count}`)
    .join(', ')}`,
);
if (soak.violations.length > 0) {
  console.error(`the last steps:\n${soak.log.slice(-60).join('\n')}`);
  console.error(`seed ${seed}: ${soak.violations.join('\n')}`);
  process.exit(1);
}
