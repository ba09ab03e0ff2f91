// How a visitor learns that something has come, by eye and by ear; and that nobody is bothered who has not been asked.

import { Widget, expect, test } from './support/test.js';

/** Notes what the live region says, line by line. */
async function listen(widget) {
  await widget.log.locator('[aria-live="polite"]').evaluate((region) => {
    window.said = [];
    new MutationObserver((changes) => {
      for (const { addedNodes } of changes) for (const { textContent } of addedNodes) window.said.push(textContent);
    }).observe(region, { childList: true });
  });
  return () => widget.page.evaluate(() => window.said);
}

test('a screen reader hears each thing once, and in order', async ({ widget, chatbot, complaints }) => {
  complaints.push(/Failed to load resource/, /^ocs-chat: the server does not allow this site/);
  await widget.open();
  await expect(widget.log).toHaveAccessibleName('Conversation');
  const said = await listen(widget);
  await widget.ask('say **Good** day', 'Good day');
  await expect.poll(said).toEqual(['Sending', 'You said: say **Good** day', 'Echo said: Good day']);
  await chatbot.fault({ on: 'message', kind: 'status', status: 403, times: 1 });
  await widget.say('no');
  await expect(widget.failed).toHaveCount(1);
  await expect.poll(async () => (await said()).slice(3)).toEqual(['Sending', expect.stringMatching(/^Failed: no – Not sent/)]);
  // Who comes and goes in the list is not news.
  await widget.log.press('Home');
  await widget.log.press('End');
  expect(await said()).toHaveLength(5);
});

test('a screen reader hears which file is refused, and why', async ({ widget }) => {
  await widget.open();
  const said = await listen(widget);
  await widget.attach({ name: 'x.exe', type: 'application/x-msdownload' }, { name: 'ok.txt' });
  await expect.poll(said).toEqual(['x.exe: This type of file is not accepted']);
});

test('what was said on an earlier page is not said again', async ({ widget, page }) => {
  await widget.open();
  await widget.ask('one');
  await page.reload();
  await expect(widget.answers).toHaveCount(1);
  const said = await listen(widget);
  await widget.open();
  await widget.ask('two');
  await expect.poll(said).toEqual(['Sending', 'You said: two', 'Echo said: You said: two']);
});

test.describe('sound', () => {
  const watch = (page) =>
    page.addInitScript(() => {
      window.tones = 0;
      const start = OscillatorNode.prototype.start;
      OscillatorNode.prototype.start = function (...given) {
        // What cannot be heard does not count.
        window.tones += this.context.state === 'running' ? 1 : 0;
        return start.apply(this, given);
      };
    });
  const tones = (page) => page.evaluate(() => window.tones);

  test('is heard when it is wanted and nobody looks, and can be turned off', async ({ page, visit, line, chatbot }) => {
    await page.clock.install();
    await watch(page);
    await visit(line('data-sound="true"'));
    const widget = new Widget(page);
    await widget.open();
    await widget.ask('anything');
    expect(await tones(page)).toBe(0);
    await page.keyboard.press('Escape');
    await chatbot.session({ say: 'Are you there?' });
    await page.clock.runFor(50_000);
    await expect(widget.host.locator('[part~="badge"]')).toBeVisible();
    await page.clock.runFor(500);
    await expect.poll(() => tones(page)).toBe(2);
    await widget.open();
    await widget.button('More options').click();
    await widget.host.getByRole('menuitem', { name: 'Turn sound off' }).click();
    await widget.button('More options').click();
    await expect(widget.host.getByRole('menuitem', { name: 'Turn sound on' })).toBeVisible();
    await page.reload();
    await widget.open();
    await widget.button('More options').click();
    await expect(widget.host.getByRole('menuitem', { name: 'Turn sound on' })).toBeVisible();
  });

  test('is not offered where the page has not asked for it', async ({ page, widget }) => {
    await widget.open();
    await widget.ask('good day');
    await widget.button('More options').click();
    await expect(widget.host.getByRole('menuitem')).toHaveCount(2);
  });
});

test.describe('the teaser', () => {
  const teaser = (widget) => widget.host.locator('[part~="teaser"]');

  test('says what it is told, opens the chat, and leaves the application where it is until then', async ({ page, visit, line, site }) => {
    const from = site.requests.length;
    await visit(line('data-teaser="Can I help you?"'));
    const widget = new Widget(page);
    await expect(teaser(widget)).toContainText('Can I help you?');
    expect(await page.evaluate(() => document.activeElement.localName)).toBe('body');
    await page.waitForLoadState('networkidle');
    expect(site.requests.slice(from).filter((path) => path.endsWith('.wasm'))).toEqual([]);
    expect(await page.evaluate(() => Object.keys(localStorage))).toEqual([]);
    await widget.host.getByRole('button', { name: 'Can I help you?' }).click();
    await expect(widget.field).toBeFocused();
    await expect(teaser(widget)).toHaveCount(0);
  });

  test('without words of its own it says what the bot says first', async ({ page, visit, line }) => {
    await visit(line(`data-teaser="true" data-welcome-messages='["Welcome to our shop.", "Ask me anything."]'`));
    await expect(teaser(new Widget(page))).toContainText('Welcome to our shop.');
  });

  test('of a message with Markdown it says the words', async ({ page, visit, line }) => {
    await visit(line(`data-teaser="true" data-welcome-messages='["**Welcome** to [our shop](https://shop.example)."]'`));
    await expect(teaser(new Widget(page)).locator('[part~="teaser-text"]')).toHaveText('Welcome to our shop.');
  });

  test('has an edge where the system chooses the colours, and so has the number of unread messages', async ({ page, visit, line }) => {
    await page.emulateMedia({ forcedColors: 'active' });
    await visit(line('data-teaser="Can I help you?"'));
    const widget = new Widget(page);
    const edge = (locator) => locator.evaluate((element) => getComputedStyle(element).borderTopWidth);
    expect(await edge(teaser(widget))).toBe('1px');
    await widget.open();
    await widget.say('slow 1');
    await expect(widget.own).toHaveCount(1);
    await widget.button('Close chat').click();
    const badge = widget.host.locator('[part~="badge"]');
    await expect(badge).toHaveText('1');
    expect(await edge(badge)).toBe('1px');
  });

  test('goes when it is told to, for good', async ({ page, visit, line }) => {
    await visit(line('data-teaser="Can I help you?"'));
    const widget = new Widget(page);
    await widget.button('Hide message').click();
    await expect(teaser(widget)).toHaveCount(0);
    await expect(widget.launcher).toBeFocused();
    await page.reload();
    await expect(widget.launcher).toBeVisible();
    await page.waitForLoadState('networkidle');
    await page.evaluate(() => new Promise((idle) => requestIdleCallback(idle)));
    await expect(teaser(widget)).toHaveCount(0);
  });

  test('is not for who is chatting already', async ({ page, visit, line }) => {
    await visit(line('data-teaser="Can I help you?"'));
    const widget = new Widget(page);
    await widget.open();
    await widget.ask('good day');
    await page.keyboard.press('Escape');
    await page.reload();
    await expect(widget.launcher).toBeVisible();
    await page.waitForLoadState('networkidle');
    await expect(teaser(widget)).toHaveCount(0);
  });
});
