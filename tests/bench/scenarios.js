// The scenarios that `figures.js` measures. Each calls `record` with the name of a figure and its value.
//
// `index` selects the widget in `WIDGETS`, `profile` the conditions in `PROFILES`.

import { hasText, isShown } from './page-probe.js';
import { idle, prepareVisit } from './visit.js';

/** A page view without a chat. */
export async function closedPage(index, profile, record) {
  const visit = await prepareVisit(index, profile, { waitsForWidget: false });
  const { page, loaded, metric } = visit;
  await visit.throttle();
  await page.goto(visit.url);
  await page.waitForLoadState('networkidle');
  await idle(page);
  record('closed: bytes (compressed, with headers)', loaded.bytes);
  record('closed: requests', loaded.requests);
  record('closed: script time (ms)', (await metric('ScriptDuration')) * 1000);
  record('closed: blocking time (ms)', await page.evaluate(() => window.bench.blocked));
  await visit.context.close();
}

/** A visitor opens the chat without approaching the launcher first. */
export async function openChat(index, profile, record) {
  const visit = await prepareVisit(index, profile);
  const { page, until, watchClick, loaded, widget } = visit;
  await visit.throttle();
  await page.goto(visit.url, { waitUntil: 'commit' });
  record('time to launcher (ms)', await visit.firstShown());
  await page.waitForLoadState('networkidle');
  await idle(page);
  await page.mouse.move(5, 5);
  const { x, y, width, height } = await page.locator(widget.tag).locator(widget.launcher).first().boundingBox();
  await watchClick(isShown(widget.field));
  // Without hovering first, nothing is prefetched.
  await page.mouse.click(x + width / 2, y + height / 2);
  record('click to text field shown, cold (ms)', await page.evaluate(() => window.bench.answered));
  const clicked = await page.evaluate(() => window.bench.clicked);
  // ocs-chat shows a placeholder field first, which is replaced when the widget bundle is loaded.
  const ready = await until(index === 0 ? "root.querySelector('section.window textarea') && !root.querySelector('.frame')" : isShown(widget.field));
  record('click to message can be sent, cold (ms)', ready - clicked);
  record('bytes until a message can be sent', loaded.bytes);
  await loaded.all();
  record('bytes when all is loaded', loaded.bytes);
  record('requests when all is loaded', loaded.requests);
  await visit.context.close();
}

/** A visitor opens the chat without approaching the launcher first, and sends a message as soon as there is a field. */
export async function sendAtOnce(index, profile, record) {
  const visit = await prepareVisit(index, profile, { fields: { think_ms: 1_000 } });
  const { page, until, watchClick, widget } = visit;
  await visit.throttle();
  await page.goto(visit.url);
  await visit.firstShown();
  await page.waitForLoadState('networkidle');
  await idle(page);
  const launcher = page.locator(widget.tag).locator(widget.launcher).first();
  const { x, y, width, height } = await launcher.boundingBox();
  await watchClick(isShown(widget.field));
  await page.mouse.click(x + width / 2, y + height / 2);
  await page.evaluate(() => window.bench.answered);
  const clicked = await page.evaluate(() => window.bench.clicked);
  await page.locator(widget.tag).locator(widget.field).last().focus();
  await page.keyboard.type('say Here');
  await page.keyboard.press('Enter');
  const shown = await until("[...root.querySelectorAll('p')].some((element) => element.textContent.trim() === 'Here')");
  const accepted = await page.evaluate(() => performance.getEntriesByType('resource').find(({ name }) => name.endsWith('/message/'))?.responseEnd);
  record('click to message accepted, cold, sent at once (ms)', accepted - clicked);
  record('click to answer shown, cold, sent at once (ms)', shown - clicked);
  await visit.context.close();
}

/** A visitor hovers over the launcher, and then clicks it. */
export async function prefetched(index, profile, record) {
  const visit = await prepareVisit(index, profile);
  const { page, watchClick, widget } = visit;
  await visit.throttle();
  await page.goto(visit.url);
  await visit.firstShown();
  const launcher = page.locator(widget.tag).locator(widget.launcher).first();
  await launcher.hover();
  await page.waitForLoadState('networkidle');
  await idle(page);
  await watchClick(isShown(widget.field));
  await launcher.click();
  record('click to text field shown, prefetched (ms)', await page.evaluate(() => window.bench.answered));
  await visit.context.close();
}

/** The legacy widget's stored form of a conversation, which both widgets continue. */
const storedConversation = (count) => ({
  async read(chatbot) {
    const { id } = await chatbot.startSession();
    const timeOf = (number) => new Date(Date.now() - (count - number) * 1000).toISOString();
    const text = (number) =>
      number % 2
        ? `Answer **${number}**: see [the page](https://example.com/${number}), or\n\n- one\n- \`two\`${number === count - 1 ? ' the end' : ''}`
        : `Question ${number}?`;
    const messages = Array.from({ length: count }, (_, number) => ({
      created_at: timeOf(number),
      role: number % 2 ? 'assistant' : 'user',
      content: text(number),
      attachments: [],
    }));
    return { chatbot: chatbot.id, session: id, messages: JSON.stringify(messages) };
  },
  write: ({ chatbot, session, messages }) => {
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

/** A visitor returns to a long conversation and types. */
export async function longConversation(index, profile, record, count) {
  const visit = await prepareVisit(index, profile, { stored: storedConversation(count) });
  const { page, until, metric, devtools, widget } = visit;
  const label = count.toLocaleString('en-US');
  const end = `${hasText('the end')} && ${isShown(widget.field)}`;
  const open = async () => {
    await visit.firstShown();
    await page.evaluate(
      ([tag, launcher, field]) => {
        const { shadowRoot } = document.querySelector(tag);
        if (!shadowRoot.querySelector(field)?.offsetWidth) shadowRoot.querySelector(launcher).click();
      },
      [widget.tag, widget.launcher, widget.field],
    );
    return until(end);
  };
  // On the first page, ocs-chat adopts the conversation that the legacy widget stored. Later pages are measured.
  await page.goto(visit.url);
  await open();
  await page.waitForLoadState('networkidle');
  await idle(page);
  await visit.throttle();
  await page.goto('about:blank');
  await page.goto(visit.url, { waitUntil: 'commit' });
  record(`page load to the last of ${label} messages, launcher clicked immediately (ms)`, await open());
  await page.waitForLoadState('networkidle');
  await idle(page);
  record(`nodes with ${label} messages`, await page.evaluate(nodesOf, widget.tag));
  await page.locator(widget.tag).locator(widget.field).last().focus();
  const keystrokes = count >= 10_000 ? 5 : 20;
  const durations = [await metric('TaskDuration')];
  await idle(page);
  durations.push(await metric('TaskDuration'));
  for (let keystroke = 0; keystroke < keystrokes; keystroke += 1) await page.keyboard.press('a');
  await idle(page);
  durations.push(await metric('TaskDuration'));
  // Subtracts the time that the page uses without keystrokes.
  const cost = durations[2] - durations[1] - (durations[1] - durations[0]);
  record(`CPU per keystroke with ${label} messages (ms)`, Math.max(0, (cost * 1000) / keystrokes));
  if (count === 1_000) {
    await devtools.send('HeapProfiler.enable');
    await devtools.send('HeapProfiler.collectGarbage');
    const heap = await metric('JSHeapUsedSize');
    const wasm = await page.evaluate(() => window.bench.memories.reduce((sum, { buffer }) => sum + buffer.byteLength, 0));
    record(`memory with ${label} messages, JavaScript and WebAssembly (MB)`, (heap + wasm) / 1e6);
  }
  await visit.context.close();
}

/** Opens the page of a visit and its chat, under the conditions of the profile. Returns the text field. */
async function openField({ page, widget, url, throttle, firstShown }) {
  await throttle();
  await page.goto(url);
  await firstShown();
  const element = page.locator(widget.tag);
  await element.locator(widget.launcher).first().click();
  return element.locator(widget.field).last();
}

/** Measures the time from when the server stores an answer to when the visitor sees it. */
export async function answerDelay(index, profile, record, thinkMs) {
  const visit = await prepareVisit(index, profile, { fields: { think_ms: thinkMs } });
  const { page, until, chatbot } = visit;
  const field = await openField(visit);
  // The answer is a paragraph with only this text, unlike the message and the announcement for screen readers.
  await field.fill('say Here');
  await page.keyboard.press('Enter');
  await until("[...root.querySelectorAll('p')].some((element) => element.textContent.trim() === 'Here')");
  const shown = await page.evaluate(() => performance.timeOrigin + performance.now());
  const answer = (await chatbot.sessions()).flatMap(({ messages }) => messages).find(({ content }) => content === 'Here');
  record('answer ready to answer shown (ms)', shown - Date.parse(answer.created_at));
  await visit.context.close();
}

const LONG_ANSWER = `${'A paragraph of **ordinary** text, as bots write it, with [a link](https://example.com/) and `code`.\n\n- one\n- two\n\n'.repeat(1_750)}This is the end.`;

/** Measures the longest task while an answer of 200,000 characters is shown. */
export async function longAnswer(index, profile, record) {
  const visit = await prepareVisit(index, profile);
  const { page, until } = visit;
  await page.route('**/poll/**', async (route) => {
    const response = await route.fetch();
    const body = await response.text();
    await route.fulfill({ response, body: body.replaceAll('"Here"', JSON.stringify(LONG_ANSWER)) });
  });
  const field = await openField(visit);
  await field.fill('say Here');
  await idle(page);
  await page.evaluate(() => (window.bench.longestTask = 0));
  await page.keyboard.press('Enter');
  await until(hasText('This is the end.'));
  await idle(page);
  record('longest task with an answer of 200,000 characters (ms)', await page.evaluate(() => window.bench.longestTask));
  await visit.context.close();
}
