// Notifications of new messages: the live region, the sound and the teaser.

import { Widget, expect, test } from './support/test.js';

/** Records the announcements of the live region. Returns a function that reads them. */
async function recordAnnouncements(widget) {
  await widget.log.locator('[aria-live="polite"]').evaluate((region) => {
    window.announcements = [];
    new MutationObserver((changes) => {
      for (const { addedNodes } of changes) for (const { textContent } of addedNodes) window.announcements.push(textContent);
    }).observe(region, { childList: true });
  });
  return () => widget.page.evaluate(() => window.announcements);
}

test('each message and each delivery status is announced once and in order', async ({ widget, chatbot, expectedConsoleMessages }) => {
  expectedConsoleMessages.push(/Failed to load resource/, /^ocs-chat: the server does not allow this site/);
  await widget.open();
  await expect(widget.log).toHaveAccessibleName('Conversation');
  const announcements = await recordAnnouncements(widget);
  await widget.ask('say **Good** day', 'Good day');
  await expect.poll(announcements).toEqual(['Sending', 'You said: say **Good** day', 'Echo said: Good day']);
  await chatbot.injectFault({ on: 'message', kind: 'status', status: 403, times: 1 });
  await widget.say('no');
  await expect(widget.failed).toHaveCount(1);
  await expect.poll(async () => (await announcements()).slice(3)).toEqual(['Sending', expect.stringMatching(/^Failed: no – Not sent/)]);
  // Rows that scrolling adds and removes are not announced.
  await widget.log.press('Home');
  await widget.log.press('End');
  expect(await announcements()).toHaveLength(5);
});

test('the number of unread messages is reported as 0 when the widget restarts', async ({ widget, chatbot, page }) => {
  await widget.open();
  await widget.ask('good day');
  await page.evaluate(() => {
    window.counts = [];
    document.addEventListener('ocs:unread', ({ detail }) => window.counts.push(detail.count));
  });
  await chatbot.update({ think_ms: 500 });
  await widget.say('and now?');
  await widget.button('Close chat').click();
  await expect.poll(() => page.evaluate(() => window.counts)).toEqual([1]);
  await widget.host.evaluate((host) => (host.userId = 'another'));
  await expect.poll(() => page.evaluate(() => window.counts)).toEqual([1, 0]);
});

test('a refused file is announced with the reason', async ({ widget }) => {
  await widget.open();
  const announcements = await recordAnnouncements(widget);
  await widget.attach({ name: 'x.exe', type: 'application/x-msdownload' }, { name: 'ok.txt' });
  await expect.poll(announcements).toEqual(['x.exe: This type of file is not accepted']);
});

test('messages from before a reload are not announced again', async ({ widget, page }) => {
  await widget.open();
  await widget.ask('one');
  await page.reload();
  await expect(widget.answers).toHaveCount(1);
  const announcements = await recordAnnouncements(widget);
  await widget.open();
  await widget.ask('two');
  await expect.poll(announcements).toEqual(['Sending', 'You said: two', 'Echo said: You said: two']);
});

test.describe('sound', () => {
  /** After this time the session has been polled again (after 30 to 32 s), and that request has not timed out (after 30 s more). */
  const NEXT_POLL_MS = 50_000;
  const TONES_PER_SOUND = 2;
  const instrumentOscillators = (page) =>
    page.addInitScript(() => {
      window.tones = 0;
      const start = OscillatorNode.prototype.start;
      OscillatorNode.prototype.start = function (...args) {
        // A suspended context plays no sound.
        window.tones += this.context.state === 'running' ? 1 : 0;
        return start.apply(this, args);
      };
    });
  const playedTones = (page) => page.evaluate(() => window.tones);

  test('plays for a message while the window is closed, and can be turned off', async ({ page, visit, scriptTag, chatbot }) => {
    await page.clock.install();
    await instrumentOscillators(page);
    await visit(scriptTag('data-sound="true"'));
    const widget = new Widget(page);
    await widget.open();
    await widget.ask('anything');
    expect(await playedTones(page)).toBe(0);
    await page.keyboard.press('Escape');
    await chatbot.changeNewestSession({ say: 'Are you there?' });
    await page.clock.runFor(NEXT_POLL_MS);
    await expect(widget.host.locator('[part~="badge"]')).toBeVisible();
    await page.clock.runFor(500);
    await expect.poll(() => playedTones(page)).toBe(TONES_PER_SOUND);
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

  test('plays when the page turns the option on later', async ({ page, widget, chatbot }) => {
    await page.clock.install();
    await instrumentOscillators(page);
    await page.reload();
    await widget.open();
    await widget.host.evaluate((host) => (host.sound = true));
    await widget.ask('anything');
    await page.keyboard.press('Escape');
    await chatbot.changeNewestSession({ say: 'Are you there?' });
    await page.clock.runFor(NEXT_POLL_MS);
    await expect(widget.host.locator('[part~="badge"]')).toBeVisible();
    const hasPlayed = async () => page.clock.runFor(500).then(() => playedTones(page));
    await expect.poll(hasPlayed).toBe(TONES_PER_SOUND);
  });

  test('has no menu item without the sound option', async ({ page, widget }) => {
    await widget.open();
    await widget.ask('good day');
    await widget.button('More options').click();
    await expect(widget.host.getByRole('menuitem')).toHaveCount(3);
    await expect(widget.host.getByRole('menuitem', { name: /sound/ })).toHaveCount(0);
  });
});

test.describe('the teaser', () => {
  const teaser = (widget) => widget.host.locator('[part~="teaser"]');

  test('shows its text, opens the chat when clicked, and loads the application only then', async ({ page, visit, scriptTag, site }) => {
    const from = site.requests.length;
    await visit(scriptTag('data-teaser="Can I help you?"'));
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

  test('shows the first welcome message if it has no text of its own', async ({ page, visit, scriptTag }) => {
    await visit(scriptTag(`data-teaser="true" data-welcome-messages='["Welcome to our shop.", "Ask me anything."]'`));
    await expect(teaser(new Widget(page))).toContainText('Welcome to our shop.');
  });

  test('shows the plain text of a Markdown message', async ({ page, visit, scriptTag }) => {
    await visit(scriptTag(`data-teaser="true" data-welcome-messages='["**Welcome** to [our shop](https://shop.example)."]'`));
    await expect(teaser(new Widget(page)).locator('[part~="teaser-text"]')).toHaveText('Welcome to our shop.');
  });

  test('has a border in forced colors mode, like the unread badge', async ({ page, visit, scriptTag }) => {
    await page.emulateMedia({ forcedColors: 'active' });
    await visit(scriptTag('data-teaser="Can I help you?"'));
    const widget = new Widget(page);
    const borderWidth = (locator) => locator.evaluate((element) => getComputedStyle(element).borderTopWidth);
    expect(await borderWidth(teaser(widget))).toBe('1px');
    await widget.open();
    await widget.say('slow 1');
    await expect(widget.own).toHaveCount(1);
    await widget.button('Close chat').click();
    const badge = widget.host.locator('[part~="badge"]');
    await expect(badge).toHaveText('1');
    expect(await borderWidth(badge)).toBe('1px');
  });

  test('stays hidden after the visitor hides it', async ({ page, visit, scriptTag }) => {
    await visit(scriptTag('data-teaser="Can I help you?"'));
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

  test('is not shown to a visitor with a conversation', async ({ page, visit, scriptTag }) => {
    await visit(scriptTag('data-teaser="Can I help you?"'));
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
