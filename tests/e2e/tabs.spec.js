// All tabs of a site share one conversation, and the leader tab sends the requests.

import { Widget, expect, test } from './support/test.js';

/** Collects the API requests that a tab sends from now on. */
function requestsOf(widget, api) {
  const requests = [];
  widget.page.on('request', (request) => {
    if (request.url().startsWith(api)) requests.push(request.url());
  });
  return requests;
}

/** Starts a conversation, and opens it in another tab. */
async function openInTwoTabs(widget, openTab) {
  await widget.open();
  await widget.ask('first');
  const other = await openTab();
  await other.open();
  return other;
}

/** Sets the page's visibility state to "visible" or "hidden". */
const setVisibility = (widget, state) =>
  widget.page.evaluate((state) => {
    Object.defineProperty(Document.prototype, 'visibilityState', { value: state, configurable: true });
    document.dispatchEvent(new Event('visibilitychange'));
  }, state);

const withoutTabCoordination = (page) =>
  page.addInitScript(() => {
    delete window.BroadcastChannel;
    Object.defineProperty(navigator, 'locks', { value: undefined });
  });

for (const [browser, prepare] of [
  ['', async () => {}],
  [' in a browser without Web Locks and BroadcastChannel', withoutTabCoordination],
]) {
  test(`messages of one tab appear in other tabs, which send no requests${browser}`, async ({ page, visit, scriptTag, openTab, chatbot, api }) => {
    await prepare(page);
    await visit(scriptTag());
    const one = new Widget(page);
    await one.open();
    await one.ask('first');
    const other = await openTab(prepare);
    await other.open();
    await expect(other.own).toHaveText(['first']);
    const requests = requestsOf(other, api);
    await one.say('from the first tab');
    await expect(other.own).toHaveText(['first', 'from the first tab']);
    await expect(other.answers.last()).toHaveText('You said: from the first tab');
    await other.say('from the other');
    await expect(one.own).toHaveText(['first', 'from the first tab', 'from the other']);
    await expect(one.answers.last()).toHaveText('You said: from the other');
    await expect(other.answers).toHaveCount(3);
    expect(requests).toEqual([]);
    expect(await chatbot.receivedTexts()).toEqual(['first', 'from the first tab', 'from the other']);
  });

  test(`another tab takes over when the leader tab closes${browser}`, async ({ page, visit, scriptTag, openTab, chatbot }) => {
    await prepare(page);
    await visit(scriptTag());
    const one = new Widget(page);
    await one.open();
    await one.ask('first');
    const other = await openTab(prepare);
    await other.open();
    await one.say('slow 2');
    await expect.poll(async () => (await chatbot.receivedRequests('task')).length).toBeGreaterThan(2);
    await one.page.close();
    await expect(other.answers).toHaveText(['You said: first', 'That took a while. Thank you for waiting.'], { timeout: 20_000 });
    await other.ask('last');
    expect(await chatbot.receivedTexts()).toEqual(['first', 'slow 2', 'last']);
    expect(await chatbot.receivedRequests('start')).toHaveLength(1);
  });
}

test('a file selected in one tab is sent by the leader tab', async ({ widget, openTab, chatbot, api }) => {
  const other = await openInTwoTabs(widget, openTab);
  const requests = requestsOf(other, api);
  await other.attach({ name: 'from-there.txt', body: 'twelve bytes' });
  await other.say('with a file');
  await expect(other.answers.last()).toContainText('from-there.txt, 12 bytes');
  expect(requests).toEqual([]);
  expect(await chatbot.receivedRequests('upload')).toHaveLength(1);
});

test('the visible tab sends the requests, not a hidden one', async ({ widget, openTab, chatbot, api }) => {
  const other = await openInTwoTabs(widget, openTab);
  await setVisibility(widget, 'hidden');
  const [hiddenRequests, visibleRequests] = [requestsOf(widget, api), requestsOf(other, api)];
  await other.ask('from the front');
  expect(hiddenRequests).toEqual([]);
  expect(visibleRequests.length).toBeGreaterThan(1);
  await expect(widget.own).toHaveText(['first', 'from the front']);
  expect(await chatbot.receivedTexts()).toEqual(['first', 'from the front']);
});

test('a hidden page does not poll, and polls immediately when it becomes visible', async ({ widget, chatbot, page }) => {
  await page.clock.install();
  await page.reload();
  await widget.open();
  await widget.ask('first');
  await setVisibility(widget, 'hidden');
  const before = (await chatbot.receivedRequests()).length;
  await chatbot.changeNewestSession({ say: 'While you were away' });
  await page.clock.runFor(300_000);
  expect((await chatbot.receivedRequests()).length).toBe(before);
  await setVisibility(widget, 'visible');
  await page.clock.runFor(100);
  await expect(widget.answers.last()).toHaveText('While you were away');
});

test('an answer arrives while the page is hidden', async ({ widget, page }) => {
  await page.clock.install();
  await page.reload();
  await widget.open();
  await widget.ask('first');
  await widget.say('slow 1');
  await setVisibility(widget, 'hidden');
  await expect.poll(async () => page.clock.runFor(2_000).then(() => widget.answers.count()), { timeout: 20_000, intervals: [50] }).toBe(2);
  await expect(widget.answers.last()).toContainText('That took a while');
});

test('a new chat in one tab starts in all tabs', async ({ widget, openTab, chatbot }) => {
  const other = await openInTwoTabs(widget, openTab);
  await expect(other.own).toHaveText(['first']);
  await other.button('Start new chat').click();
  await other.host.getByRole('alertdialog').getByRole('button', { name: 'Start new chat' }).click();
  await expect(widget.own).toHaveCount(0);
  await expect(other.own).toHaveCount(0);
  await widget.ask('second');
  await expect(other.own).toHaveText(['second']);
  expect(await chatbot.receivedRequests('start')).toHaveLength(2);
});

test('reading messages in one tab clears the unread count of the others', async ({ widget, openTab, chatbot, page }) => {
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
  await chatbot.changeNewestSession({ say: 'Are you there?' });
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

test('the leader tab becomes the leader again if it stays after beforeunload', async ({ page, visit, scriptTag, chatbot }) => {
  await visit(scriptTag());
  const widget = new Widget(page);
  await widget.open();
  await widget.ask('before');
  // As for a link to a download or to `mailto:`.
  await page.evaluate(() => dispatchEvent(new Event('beforeunload')));
  await widget.ask('after');
  expect(await chatbot.receivedTexts()).toEqual(['before', 'after']);
});
