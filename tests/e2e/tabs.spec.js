// One conversation in all tabs of the site, and one tab that speaks to the server.

import { Widget, expect, test } from './support/test.js';

/** The calls that a tab makes from now on. */
function callsOf(widget, api) {
  const calls = [];
  widget.page.on('request', (request) => {
    if (request.url().startsWith(api)) calls.push(request.url());
  });
  return calls;
}

/** Tells the page that it is in the background, or in front. */
const show = (widget, state) =>
  widget.page.evaluate((state) => {
    Object.defineProperty(document, 'visibilityState', { value: state, configurable: true });
    document.dispatchEvent(new Event('visibilitychange'));
  }, state);

const withoutLocks = (page) =>
  page.addInitScript(() => {
    delete window.BroadcastChannel;
    Object.defineProperty(navigator, 'locks', { value: undefined });
  });

for (const [browser, prepare] of [
  ['', async () => {}],
  [' in a browser without locks and channels', withoutLocks],
]) {
  test(`what is said in one tab is in the others, without a request of theirs${browser}`, async ({ page, visit, line, openTab, chatbot, api }) => {
    await prepare(page);
    await visit(line());
    const one = new Widget(page);
    await one.open();
    await one.ask('first');
    const other = await openTab(prepare);
    await other.open();
    await expect(other.own).toHaveText(['first']);
    const calls = callsOf(other, api);
    await one.say('from the first tab');
    await expect(other.own).toHaveText(['first', 'from the first tab'], { timeout: 1_000 });
    await expect(other.answers.last()).toHaveText('You said: from the first tab');
    await other.say('from the other');
    await expect(one.own).toHaveText(['first', 'from the first tab', 'from the other'], { timeout: 1_000 });
    await expect(one.answers.last()).toHaveText('You said: from the other');
    await expect(other.answers).toHaveCount(3);
    expect(calls).toEqual([]);
    expect(await chatbot.heard()).toEqual(['first', 'from the first tab', 'from the other']);
  });

  test(`when the tab that acts is closed, another takes over${browser}`, async ({ page, visit, line, openTab, chatbot }) => {
    await prepare(page);
    await visit(line());
    const one = new Widget(page);
    await one.open();
    await one.ask('first');
    const other = await openTab(prepare);
    await other.open();
    await one.say('slow 2');
    await expect.poll(async () => (await chatbot.received('task')).length).toBeGreaterThan(2);
    await one.page.close();
    await expect(other.answers).toHaveText(['You said: first', 'That took a while. Thank you for waiting.'], { timeout: 20_000 });
    await other.ask('last');
    expect(await chatbot.heard()).toEqual(['first', 'slow 2', 'last']);
    expect(await chatbot.received('start')).toHaveLength(1);
  });
}

test('a file that is picked in one tab is sent by another', async ({ widget, openTab, chatbot, api }) => {
  await widget.open();
  await widget.ask('first');
  const other = await openTab();
  await other.open();
  const calls = callsOf(other, api);
  await other.attach({ name: 'from-there.txt', body: 'twelve bytes' });
  await other.say('with a file');
  await expect(other.answers.last()).toContainText('from-there.txt, 12 bytes');
  expect(calls).toEqual([]);
  expect(await chatbot.received('upload')).toHaveLength(1);
});

test('the tab in front acts, not one in the background', async ({ widget, openTab, chatbot, api }) => {
  await widget.open();
  await widget.ask('first');
  const other = await openTab();
  await other.open();
  await show(widget, 'hidden');
  const [behind, inFront] = [callsOf(widget, api), callsOf(other, api)];
  await other.ask('from the front');
  expect(behind).toEqual([]);
  expect(inFront.length).toBeGreaterThan(1);
  await expect(widget.own).toHaveText(['first', 'from the front']);
  expect(await chatbot.heard()).toEqual(['first', 'from the front']);
});

test('a page in the background asks for nothing, and at once when it comes to the front', async ({ widget, chatbot, page }) => {
  await page.clock.install();
  await page.reload();
  await widget.open();
  await widget.ask('first');
  await show(widget, 'hidden');
  const before = (await chatbot.received()).length;
  await chatbot.session({ say: 'While you were away' });
  await page.clock.runFor(300_000);
  expect((await chatbot.received()).length).toBe(before);
  await show(widget, 'visible');
  await page.clock.runFor(100);
  await expect(widget.answers.last()).toHaveText('While you were away');
});

test('a new chat in one tab is one in all', async ({ widget, openTab, chatbot }) => {
  await widget.open();
  await widget.ask('first');
  const other = await openTab();
  await other.open();
  await expect(other.own).toHaveText(['first']);
  await other.button('Start new chat').click();
  await other.host.getByRole('alertdialog').getByRole('button', { name: 'Start new chat' }).click();
  await expect(widget.own).toHaveCount(0);
  await expect(other.own).toHaveCount(0);
  await widget.ask('second');
  await expect(other.own).toHaveText(['second']);
  expect(await chatbot.received('start')).toHaveLength(2);
});

test('what is read in one tab is not unread in another', async ({ widget, openTab, chatbot, page }) => {
  await page.clock.install();
  await page.reload();
  await page.evaluate(() => {
    window.counts = [];
    document.addEventListener('ocs:unread', ({ detail }) => window.counts.push(detail.count));
  });
  await widget.open();
  await widget.ask('first');
  await widget.button('Close chat').click();
  const other = await openTab();
  await chatbot.session({ say: 'Are you there?' });
  await expect
    .poll(
      async () => {
        await page.clock.runFor(2_000);
        return widget.launcher.getAttribute('aria-label');
      },
      { intervals: [50] },
    )
    .toBe('Open chat – 1 unread message');
  await expect(other.launcher).toHaveAccessibleName('Open chat – 1 unread message');
  await other.open();
  await expect(other.answers.last()).toHaveText('Are you there?');
  await expect(widget.launcher).toHaveAccessibleName('Open chat');
  expect(await page.evaluate(() => window.counts)).toEqual([1, 0]);
});
