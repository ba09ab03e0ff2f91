// What each widget costs a page, and how it feels: both in the same browser, on the same pages, against the same server,
// run by run in turns. Prints both medians of each figure and their ratio.
//
// Run by `cargo xtask bench`, which sets the environment. `--runs` says how often each figure is taken; `--only` and
// `--profile` take some of them, for a look at the script itself.

import { parseArgs } from 'node:util';
import { Chatbot, startServer } from '../e2e/support/server.js';
import { startSite } from '../e2e/support/site.js';
import { CONTESTANTS, startBrowser, startCdn } from './widgets.js';

const { values } = parseArgs({ options: { runs: { type: 'string', default: '5' }, only: { type: 'string' }, profile: { type: 'string' } } });
const RUNS = Number(values.runs);

const PROFILES = {
  'as is': {},
  // As Lighthouse's: what phones have in many places.
  'slow 4G': { network: { offline: false, latency: 150, downloadThroughput: 1_600_000 / 8, uploadThroughput: 750_000 / 8 } },
  '4x CPU': { cpu: 4 },
};

const median = (list) => {
  const sorted = list.filter((one) => one !== undefined && !Number.isNaN(one)).sort((one, other) => one - other);
  return sorted.length ? sorted[Math.floor(sorted.length / 2)] : undefined;
};

/** Figures by profile and name: a list for each contestant. */
const figures = new Map();
function note(profile, name, at, value) {
  const key = `${profile}\t${name}`;
  if (!figures.has(key)) figures.set(key, CONTESTANTS.map(() => []));
  figures.get(key)[at].push(value);
}

/**
 * Runs in the page before anything else. `first`, if there is any, is what is waited for from then on; waiting takes time
 * itself.
 */
function watch(first) {
  window.bench = { blocked: 0, memories: [] };
  new PerformanceObserver((list) => {
    for (const { duration } of list.getEntries()) window.bench.blocked += Math.max(0, duration - 50);
  }).observe({ type: 'longtask', buffered: true });
  for (const name of ['instantiate', 'instantiateStreaming']) {
    const real = WebAssembly[name];
    WebAssembly[name] = async (...given) => {
      const made = await real(...given);
      const { memory } = (made.instance ?? made).exports;
      if (memory) window.bench.memories.push(memory);
      return made;
    };
  }
  /** Waits until something is true of the widget's shadow root. Answers when it was. */
  window.bench.until = (tag, test) =>
    new Promise((done, failed) => {
      const holds = new Function('root', `return ${test}`);
      setTimeout(() => failed(new Error(`${tag} never came so far that ${test}`)), 100_000);
      const look = () => {
        const root = document.querySelector(tag)?.shadowRoot;
        // What is true is seen in the next frame. Frames are not asked for all the time: nothing would be done when idle.
        if (root && holds(root)) requestAnimationFrame(() => done(performance.now()));
        else setTimeout(look);
      };
      look();
    });
  /** From the next click on: in which frame something becomes true. Looked at in each, since it is a matter of single ones. */
  window.bench.watchClick = (tag, test) => {
    const holds = new Function('root', `return ${test}`);
    window.bench.answered = new Promise((done) => {
      const begin = () => {
        const clicked = performance.now();
        window.bench.clicked = clicked;
        const look = () => {
          const root = document.querySelector(tag)?.shadowRoot;
          if (root && holds(root)) done(performance.now() - clicked);
          else requestAnimationFrame(look);
        };
        requestAnimationFrame(look);
      };
      addEventListener('pointerdown', begin, { capture: true, once: true });
    });
  };
  if (first) window.bench.first = window.bench.until(...first);
}

const isShown = (selector) => `[...root.querySelectorAll('${selector}')].some((one) => one.offsetWidth > 0)`;
const hasText = (text) => `[...root.querySelectorAll('p, span, div')].some((one) => one.textContent.includes(${JSON.stringify(text)}) && one.offsetHeight > 0)`;

const servers = [];
const [server, site] = [await startServer(), await startSite()];
for (const { folder } of CONTESTANTS) servers.push(await startCdn(folder));
const browser = await startBrowser();

/** A page with a widget, of a visitor who has never been there. */
async function enter(at, profile, { fields = {}, attributes = '', stored, waits = true } = {}) {
  const { tag, script, launcher, field } = CONTESTANTS[at];
  // The incumbent of npm does not know session tokens.
  const chatbot = await Chatbot.make(server.url, { think_ms: 500, auth_level: 'embed_key', ...fields });
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, locale: 'en-US' });
  const page = await context.newPage();
  const devtools = await context.newCDPSession(page);
  await devtools.send('Performance.enable');
  await devtools.send('Network.enable');
  const loaded = { bytes: 0, requests: 0 };
  const ours = new Set();
  let left = 0;
  devtools.on('Network.requestWillBeSent', ({ requestId, request }) => {
    if (!request.url.startsWith(servers[at].url)) return;
    ours.add(requestId);
    loaded.requests += 1;
    left += 1;
  });
  devtools.on('Network.loadingFinished', ({ requestId, encodedDataLength }) => {
    if (!ours.has(requestId)) return;
    loaded.bytes += encodedDataLength;
    left -= 1;
  });
  devtools.on('Network.loadingFailed', ({ requestId }) => {
    if (ours.has(requestId)) left -= 1;
  });
  loaded.all = async () => {
    do await page.evaluate(() => new Promise((done) => setTimeout(done, 500)));
    while (left);
  };
  const { network, cpu } = PROFILES[profile];
  // What was left open may open by itself.
  await page.addInitScript(watch, waits && [tag, `${isShown(launcher)} || ${isShown(field)}`]);
  if (stored) await page.addInitScript(stored.keep, await stored.messages(chatbot));
  const path = `/${tag}-${Math.random()}`;
  const markup = `<${tag} chatbot-id="${chatbot.id}" embed-key="${chatbot.key}" api-base-url="${server.url}" ${attributes}></${tag}>`;
  site.put(path, `<!doctype html><meta charset="utf-8"><title>A page</title><link rel="icon" href="data:,"><h1>A page</h1>${markup}${script(servers[at].url)}`);
  const throttle = async () => {
    if (network) await devtools.send('Network.emulateNetworkConditions', network);
    if (cpu) await devtools.send('Emulation.setCPUThrottlingRate', { rate: cpu });
  };
  const until = (test) => page.evaluate(([tag, test]) => window.bench.until(tag, test), [tag, test]);
  const first = () => page.evaluate(() => window.bench.first);
  const metric = async (name) => (await devtools.send('Performance.getMetrics')).metrics.find((one) => one.name === name)?.value ?? 0;
  return { page, context, chatbot, loaded, devtools, first, until, metric, throttle, url: site.url + path, contestant: CONTESTANTS[at] };
}

const idle = (page) => page.evaluate(() => new Promise((done) => requestIdleCallback(() => setTimeout(done, 300), { timeout: 2_000 })));

/** A page view without a chat. */
async function pass(at, profile) {
  const visit = await enter(at, profile, { waits: false });
  const { page, loaded, metric } = visit;
  await visit.throttle();
  await page.goto(visit.url);
  await page.waitForLoadState('networkidle');
  await idle(page);
  note(profile, 'closed: bytes (compressed, with headers)', at, loaded.bytes);
  note(profile, 'closed: requests', at, loaded.requests);
  note(profile, 'closed: script time (ms)', at, (await metric('ScriptDuration')) * 1000);
  note(profile, 'closed: blocking time (ms)', at, await page.evaluate(() => window.bench.blocked));
  await visit.context.close();
}

/** One with. */
async function visit(at, profile) {
  const visit = await enter(at, profile);
  const { page, until, loaded, contestant } = visit;
  await visit.throttle();
  await page.goto(visit.url, { waitUntil: 'commit' });
  note(profile, 'time to launcher (ms)', at, await visit.first());
  await page.waitForLoadState('networkidle');
  await idle(page);
  await page.mouse.move(5, 5);
  const { x, y, width, height } = await page.locator(contestant.tag).locator(contestant.launcher).first().boundingBox();
  await page.evaluate(([tag, test]) => window.bench.watchClick(tag, test), [contestant.tag, isShown(contestant.field)]);
  // Nobody comes near before: the worst case.
  await page.mouse.click(x + width / 2, y + height / 2);
  note(profile, 'click to a field to write in, cold (ms)', at, await page.evaluate(() => window.bench.answered));
  const clicked = await page.evaluate(() => window.bench.clicked);
  // Ours is in two steps: first the field, then what sends.
  const ready = await until(at === 0 ? "root.querySelector('section.window textarea') && !root.querySelector('.frame')" : isShown(contestant.field));
  note(profile, 'click to where a message can be sent, cold (ms)', at, ready - clicked);
  note(profile, 'bytes until a message can be sent', at, loaded.bytes);
  await loaded.all();
  note(profile, 'bytes when all is loaded', at, loaded.bytes);
  note(profile, 'requests when all is loaded', at, loaded.requests);
  await visit.context.close();
}

/** A visitor clicks a launcher that nobody saw coming, and sends as soon as there is a field. */
async function sendAtOnce(at, profile) {
  const visit = await enter(at, profile, { fields: { think_ms: 1_000 } });
  const { page, until, contestant } = visit;
  await visit.throttle();
  await page.goto(visit.url);
  await visit.first();
  await page.waitForLoadState('networkidle');
  await idle(page);
  const launcher = page.locator(contestant.tag).locator(contestant.launcher).first();
  const { x, y, width, height } = await launcher.boundingBox();
  await page.evaluate(([tag, test]) => window.bench.watchClick(tag, test), [contestant.tag, isShown(contestant.field)]);
  await page.mouse.click(x + width / 2, y + height / 2);
  await page.evaluate(() => window.bench.answered);
  const clicked = await page.evaluate(() => window.bench.clicked);
  await page.locator(contestant.tag).locator(contestant.field).last().focus();
  await page.keyboard.type('say Here');
  await page.keyboard.press('Enter');
  const shown = await until("[...root.querySelectorAll('p')].some((one) => one.textContent.trim() === 'Here')");
  const accepted = await page.evaluate(() => performance.getEntriesByType('resource').find(({ name }) => name.endsWith('/message/'))?.responseEnd);
  note(profile, 'click to message accepted, cold, sent at once (ms)', at, accepted - clicked);
  note(profile, 'click to answer shown, cold, sent at once (ms)', at, shown - clicked);
  await visit.context.close();
}

/** The visitor's pointer comes near, and then clicks. */
async function prefetched(at, profile) {
  const visit = await enter(at, profile);
  const { page, contestant } = visit;
  await visit.throttle();
  await page.goto(visit.url);
  await visit.first();
  const launcher = page.locator(contestant.tag).locator(contestant.launcher).first();
  await launcher.hover();
  await page.waitForLoadState('networkidle');
  await idle(page);
  await page.evaluate(([tag, test]) => window.bench.watchClick(tag, test), [contestant.tag, isShown(contestant.field)]);
  await launcher.click();
  note(profile, 'click to a field to write in, prefetched (ms)', at, await page.evaluate(() => window.bench.answered));
  await visit.context.close();
}

/** What the incumbent stores of a conversation, which both widgets go on with. */
const conversation = (count) => ({
  async messages(chatbot) {
    const { id } = await chatbot.start();
    const at = (number) => new Date(Date.now() - (count - number) * 1000).toISOString();
    const text = (number) =>
      number % 2
        ? `Answer **${number}**: see [the page](https://example.com/${number}), or\n\n- one\n- \`two\`${number === count - 1 ? ' the end' : ''}`
        : `Question ${number}?`;
    const messages = Array.from({ length: count }, (_, number) => ({
      created_at: at(number),
      role: number % 2 ? 'assistant' : 'user',
      content: text(number),
      attachments: [],
    }));
    return { chatbot: chatbot.id, session: id, messages: JSON.stringify(messages) };
  },
  keep: ({ chatbot, session, messages }) => {
    if (localStorage.getItem('bench')) return;
    localStorage.setItem('bench', '1');
    localStorage.setItem(`ocs-chat-session-${chatbot}`, session);
    localStorage.setItem(`ocs-chat-messages-${chatbot}`, messages);
    localStorage.setItem(`ocs-chat-activity-${chatbot}`, new Date().toISOString());
  },
});

const nodesOf = (tag) => {
  const count = (root) => {
    const all = document.createTreeWalker(root, NodeFilter.SHOW_ALL);
    let nodes = 0;
    while (all.nextNode()) nodes += 1 + (all.currentNode.shadowRoot ? count(all.currentNode.shadowRoot) : 0);
    return nodes;
  };
  return count(document.querySelector(tag).shadowRoot);
};

/** A visitor comes back to a long conversation, and writes on. */
async function long(at, profile, count) {
  const visit = await enter(at, profile, { stored: conversation(count) });
  const { page, until, metric, devtools, contestant } = visit;
  const label = count.toLocaleString('en-US');
  const end = `${hasText('the end')} && ${isShown(contestant.field)}`;
  const open = async () => {
    await visit.first();
    await page.evaluate(
      ([tag, launcher, field]) => {
        const { shadowRoot } = document.querySelector(tag);
        if (!shadowRoot.querySelector(field)?.offsetWidth) shadowRoot.querySelector(launcher).click();
      },
      [contestant.tag, contestant.launcher, contestant.field],
    );
    return until(end);
  };
  // The first time, ours takes over what the incumbent has stored. What is measured is every later page.
  await page.goto(visit.url);
  await open();
  await page.waitForLoadState('networkidle');
  await idle(page);
  await visit.throttle();
  await page.goto('about:blank');
  await page.goto(visit.url, { waitUntil: 'commit' });
  note(profile, `page to the last of ${label} messages, launcher clicked at once (ms)`, at, await open());
  await page.waitForLoadState('networkidle');
  await idle(page);
  note(profile, `nodes with ${label} messages`, at, await page.evaluate(nodesOf, contestant.tag));
  await page.locator(contestant.tag).locator(contestant.field).last().focus();
  const strokes = count >= 10_000 ? 5 : 20;
  const tasks = [await metric('TaskDuration')];
  await idle(page);
  tasks.push(await metric('TaskDuration'));
  for (let stroke = 0; stroke < strokes; stroke += 1) await page.keyboard.press('a');
  await idle(page);
  tasks.push(await metric('TaskDuration'));
  // Without what the page does anyhow.
  const cost = tasks[2] - tasks[1] - (tasks[1] - tasks[0]);
  note(profile, `CPU per keystroke with ${label} messages (ms)`, at, Math.max(0, (cost * 1000) / strokes));
  if (count === 1_000) {
    await devtools.send('HeapProfiler.enable');
    await devtools.send('HeapProfiler.collectGarbage');
    const heap = await metric('JSHeapUsedSize');
    const wasm = await page.evaluate(() => window.bench.memories.reduce((sum, { buffer }) => sum + buffer.byteLength, 0));
    note(profile, `memory with ${label} messages, JavaScript and WebAssembly (MB)`, at, (heap + wasm) / 1e6);
  }
  await visit.context.close();
}

/** Between the moment at which the server has an answer and the one at which the visitor sees it. */
async function answers(at, profile, think) {
  const visit = await enter(at, profile, { fields: { think_ms: think } });
  const { page, until, chatbot, contestant } = visit;
  await visit.throttle();
  await page.goto(visit.url);
  await visit.first();
  await page.locator(contestant.tag).locator(contestant.launcher).first().click();
  const field = page.locator(contestant.tag).locator(contestant.field).last();
  // In words that are nothing but the answer: neither the question nor what is said to screen readers.
  await field.fill('say Here');
  await page.keyboard.press('Enter');
  await until("[...root.querySelectorAll('p')].some((one) => one.textContent.trim() === 'Here')");
  const shown = await page.evaluate(() => performance.timeOrigin + performance.now());
  const said = (await chatbot.sessions()).flatMap(({ messages }) => messages).find(({ content }) => content === 'Here');
  note(profile, 'answer ready to answer shown (ms)', at, shown - Date.parse(said.created_at));
  await visit.context.close();
}

const COUNTS = [10, 100, 1_000, 10_000];
const STEPS = {
  pass: async (profile) => {
    for (let run = 0; run < RUNS; run += 1) for (const at of [0, 1]) await pass(at, profile);
  },
  visit: async (profile) => {
    for (let run = 0; run < RUNS; run += 1) for (const at of [0, 1]) await visit(at, profile);
  },
  sendAtOnce: async (profile) => {
    for (let run = 0; run < RUNS; run += 1) for (const at of [0, 1]) await sendAtOnce(at, profile);
  },
  prefetched: async (profile) => {
    for (let run = 0; run < RUNS; run += 1) for (const at of [0, 1]) await prefetched(at, profile);
  },
  long: async (profile) => {
    // The incumbent takes minutes for the longest on a slow machine.
    const counts = profile === 'as is' ? COUNTS : COUNTS.slice(0, 3);
    for (const count of counts) {
      const runs = count >= 10_000 ? Math.min(RUNS, 3) : RUNS;
      for (let run = 0; run < runs; run += 1) for (const at of [0, 1]) await long(at, profile, count);
      console.error(`${profile}: ${count} messages`);
    }
  },
  answers: async (profile) => {
    for (let run = 0; run < 2 * RUNS; run += 1) for (const at of [0, 1]) await answers(at, profile, 700 + run * 530);
  },
};

for (const profile of Object.keys(PROFILES)) {
  for (const [name, step] of Object.entries(STEPS)) {
    if ((values.only ?? name) !== name || (values.profile ?? profile) !== profile) continue;
    const begun = Date.now();
    await step(profile);
    console.error(`${profile}: ${name} took ${((Date.now() - begun) / 1000).toFixed(0)} s`);
  }
}

const shown = (value) => (value === undefined ? '–' : value >= 100 ? Math.round(value).toLocaleString('en-US') : value.toFixed(1));
console.log(`| figure | profile | ocs-chat | incumbent | ratio |\n| --- | --- | ---: | ---: | ---: |`);
for (const [key, lists] of figures) {
  const [profile, name] = key.split('\t');
  const [ours, theirs] = lists.map(median);
  const ratio = [theirs ? (ours / theirs).toFixed(2) : '', ours > theirs ? '(behind)' : ''].join(' ').trim();
  console.log(`| ${name} | ${profile} | ${shown(ours)} | ${shown(theirs)} | ${ratio} |`);
}
if (!values.only && !values.profile) console.log('\nNot taken: 10,000 messages on slow 4G and at 4x CPU, where a run of the incumbent takes minutes.');
await browser.close();
server.stop();
site.stop();
servers.forEach(({ stop }) => stop());
