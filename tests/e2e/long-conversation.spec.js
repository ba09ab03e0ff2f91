// A conversation of ten thousand messages: the transcript renders only the rendered range.

import { Widget, expect, test } from './support/test.js';

const COUNT = 10_000;

/** Stores a long conversation under the storage keys of the official widget. */
async function storeConversation(page, chatbot, count = COUNT) {
  const session = await chatbot.startSession();
  const messages = Array.from({ length: count }, (_, number) => ({
    created_at: new Date(Date.now() - (count - number) * 1000).toISOString(),
    role: number % 2 ? 'assistant' : 'user',
    content: number % 2 ? `Answer **${number}**` : `Question ${number}`,
    attachments: [],
  }));
  await page.addInitScript(
    ([id, session, messages]) => {
      if (localStorage.length) return;
      localStorage.setItem(`ocs-chat-session-${id}`, session.id);
      localStorage.setItem(`ocs-chat-token-${id}`, session.token);
      localStorage.setItem(`ocs-chat-messages-${id}`, messages);
      localStorage.setItem(`ocs-chat-activity-${id}`, new Date().toISOString());
    },
    [chatbot.id, session, JSON.stringify(messages)],
  );
}

/** The numbers of the rendered messages, in document order. */
const numbers = (widget) =>
  widget.log.locator('.row :is(.markdown, .plain-text)').evaluateAll((texts) => texts.map(({ textContent }) => Number(/\d+/.exec(textContent))));

const isConsecutive = (list) => list.every((number, index) => index === 0 || number === list[index - 1] + 1);

const last = `Answer ${COUNT - 1}`;

test.beforeEach(async ({ page, chatbot, visit, scriptTag }) => {
  await storeConversation(page, chatbot);
  await visit(scriptTag());
});

test('some messages are rendered, in order, and scrolling reaches all of them', async ({ page }) => {
  const widget = new Widget(page);
  await widget.open();
  await expect(widget.log.getByText(last, { exact: true })).toBeInViewport();
  const nodes = () =>
    widget.host.evaluate((host) => {
      const all = document.createTreeWalker(host.shadowRoot, NodeFilter.SHOW_ALL);
      let count = 0;
      while (all.nextNode()) count += 1;
      return count;
    });
  expect(await nodes()).toBeLessThan(3_000);
  let first = COUNT;
  for (let times = 0; times < 12; times += 1) {
    await widget.log.evaluate((log) => log.scrollTo({ top: 0, behavior: 'instant' }));
    await expect.poll(async () => (await numbers(widget))[0]).toBeLessThan(first);
    const now = await numbers(widget);
    expect(isConsecutive(now)).toBe(true);
    [first] = now;
    expect(await nodes()).toBeLessThan(3_000);
  }
  await widget.log.focus();
  await page.keyboard.press('Home');
  await expect(widget.log.getByText('Question 0', { exact: true })).toBeInViewport();
  expect((await numbers(widget))[0]).toBe(0);
  await page.keyboard.press('End');
  await expect(widget.log.getByText(last, { exact: true })).toBeInViewport();
});

test('typing does not change the transcript, and a message adds only its rows', async ({ page }) => {
  const widget = new Widget(page);
  await widget.open();
  await expect(widget.log.getByText(last, { exact: true })).toBeInViewport();
  // The visible rows are rendered first, the others when the browser is idle.
  await expect(widget.log.locator('.row')).toHaveCount(80);
  await widget.log.evaluate((log) => {
    window.changes = 0;
    new MutationObserver((changes) => {
      for (const { addedNodes, removedNodes } of changes) window.changes += addedNodes.length + removedNodes.length;
    }).observe(log, { childList: true, subtree: true, characterData: true, attributes: true });
  });
  await widget.field.pressSequentially('good day');
  expect(await page.evaluate(() => window.changes)).toBe(0);
  await page.keyboard.press('Enter');
  await expect(widget.answers.last()).toHaveText('You said: good day');
  // Two added rows, and the rows that are removed for them.
  expect(await page.evaluate(() => window.changes)).toBeLessThan(20);
});

test('resizing keeps the reading position, and scrolling keeps the selection', async ({ page }) => {
  await page.setViewportSize({ width: 1280, height: 900 });
  const widget = new Widget(page);
  await widget.open();
  await expect(widget.log.getByText(last, { exact: true })).toBeInViewport();
  await widget.log.evaluate((log) => log.scrollBy({ top: -2_000, behavior: 'instant' }));
  const firstVisible = () =>
    widget.log.evaluate((log) => {
      const { top } = log.getBoundingClientRect();
      const row = [...log.querySelectorAll('.row')].find((candidate) => candidate.getBoundingClientRect().bottom > top + 20);
      return [row.textContent, Math.round(row.getBoundingClientRect().top - top)];
    });
  const [text, offset] = await firstVisible();
  await page.setViewportSize({ width: 1280, height: 560 });
  await expect.poll(async () => (await firstVisible())[0]).toBe(text);
  expect(Math.abs((await firstVisible())[1] - offset)).toBeLessThan(4);

  const selected = await widget.log.evaluate((log) => {
    const rows = [...log.querySelectorAll('.row')].slice(30, 40);
    const range = [rows[0], rows.at(-1)];
    getSelection().setBaseAndExtent(range[0], 0, range[1], range[1].childNodes.length);
    return getSelection().toString();
  });
  expect(selected.split('\n').filter((line) => /Question|Answer/.test(line)).length).toBeGreaterThan(5);
  const [first] = await numbers(widget);
  await expect
    .poll(async () => {
      await widget.log.evaluate((log) => log.scrollBy({ top: -500, behavior: 'instant' }));
      return first - (await numbers(widget))[0];
    })
    .toBeGreaterThanOrEqual(20);
  expect(await page.evaluate(() => getSelection().toString())).toBe(selected);
});

test('at most a hundred rows are rendered while everything is selected', async ({ page }) => {
  const widget = new Widget(page);
  await widget.open();
  await expect(widget.log.getByText(last, { exact: true })).toBeInViewport();
  await widget.log.evaluate((log) => getSelection().selectAllChildren(log));
  let first = COUNT;
  for (let times = 0; times < 8; times += 1) {
    await widget.log.evaluate((log) => log.scrollTo({ top: 0, behavior: 'instant' }));
    await expect.poll(async () => (await numbers(widget))[0]).toBeLessThan(first);
    const now = await numbers(widget);
    expect(now.length).toBeLessThanOrEqual(100);
    [first] = now;
  }
});

test('a change at the moment of the Home key does not scroll back to the end', async ({ page }) => {
  const widget = new Widget(page);
  await widget.open();
  await expect(widget.log.getByText(last, { exact: true })).toBeInViewport();
  await widget.log.evaluate((log) => {
    log.dispatchEvent(new KeyboardEvent('keydown', { key: 'Home', bubbles: true, cancelable: true }));
    // Before the next frame, in which the position changes.
    window.dispatchEvent(new Event('offline'));
    window.dispatchEvent(new Event('online'));
  });
  await expect(widget.log.getByText('Question 0', { exact: true })).toBeInViewport();
});

test('the button for the newest message leads to the end from anywhere', async ({ page }) => {
  const widget = new Widget(page);
  await widget.open();
  await expect(widget.log.getByText(last, { exact: true })).toBeInViewport();
  await widget.log.press('Home');
  await expect(widget.log.getByText('Question 0', { exact: true })).toBeInViewport();
  await widget.host.locator('[part~="newest"]').click();
  await expect(widget.log.getByText(last, { exact: true })).toBeInViewport();
});

test('a new chat is shown while text of the page is selected', async ({ page }) => {
  const widget = new Widget(page);
  await widget.open();
  await expect(widget.log.getByText(last, { exact: true })).toBeInViewport();
  await widget.button('Start new chat').press('Enter');
  const select = () => page.evaluate(() => getSelection().selectAllChildren(document.querySelector('h1')));
  await page.evaluate(() => document.body.insertAdjacentElement('afterbegin', document.createElement('h1')).append('Some text of the page'));
  await select();
  await widget.host.getByRole('alertdialog').getByRole('button', { name: 'Start new chat' }).press('Enter');
  await expect(widget.own).toHaveCount(0);
  await select();
  await widget.host.evaluate((host) => host.send('first'));
  await expect(widget.answers).toHaveText(['You said: first']);
  await expect(widget.own).toHaveText(['first']);
  expect(await page.evaluate(() => getSelection().toString())).toBe('Some text of the page');
});
