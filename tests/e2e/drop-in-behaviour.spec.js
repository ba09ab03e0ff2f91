// Events, methods, storage and window behaviour of the official widget, each on its element and on `<ocs-chat>`.

import { Chatbot } from './support/server.js';
import { FAILED_REQUEST } from './support/test.js';
import { ELEMENTS, bodies, expect, test, testCase } from './support/drop-in.js';

/** Position and size of the window after its animations. */
async function settledBounds(widget) {
  await widget.window.evaluate((window) => Promise.all(window.getAnimations().map(({ finished }) => finished)));
  return widget.window.boundingBox();
}

const CASES = [
  {
    title: 'data-widget-version and getVersion() return the version',
    async run({ widget }) {
      await expect(widget.host).toHaveAttribute('data-widget-version', /^\d+\.\d+\.\d+$/);
      const version = await widget.host.getAttribute('data-widget-version');
      expect(await widget.host.evaluate((host) => host.getVersion())).toBe(version);
    },
  },
  {
    title: 'events are dispatched with their details and in order',
    async run({ widget, chatbot, page }) {
      await page.evaluate(() => {
        window.events = [];
        const names = ['open', 'close', 'message:before-send', 'message:sent', 'message:received', 'session:started', 'session:ended'];
        for (const name of names) {
          document.addEventListener(`ocs:${name}`, ({ detail, composed, target }) => {
            window.events.push([name, detail, composed, target.localName]);
          });
        }
      });
      await widget.open();
      await widget.ask('good day');
      await widget.button('Close chat').click();
      await chatbot.changeNewestSession({ ended: true });
      await expect.poll(() => page.evaluate(() => window.events.at(-1)[0]), { timeout: 10_000 }).toBe('close');
      const [{ id }] = await chatbot.sessions();
      const events = await page.evaluate(() => window.events);
      expect(events.map(([name]) => name)).toEqual(['open', 'session:started', 'message:before-send', 'message:sent', 'message:received', 'close']);
      const details = Object.fromEntries(events);
      expect(details.open).toBe(null);
      expect(details.close).toBe(null);
      expect(details['session:started']).toEqual({ sessionId: id });
      expect(details['message:before-send']).toEqual({ message: 'good day', sessionId: id });
      expect(details['message:sent']).toEqual({ message: 'good day', sessionId: id });
      expect(details['message:received']).toMatchObject({
        message: { role: 'assistant', content: 'You said: good day', created_at: expect.any(String), tags: ['v1'], attachments: [] },
        sessionId: id,
      });
      for (const [, , composed, target] of events) expect([composed, target]).toEqual([true, widget.tag]);
    },
  },
  {
    title: 'session events are dispatched for an ended session and its replacement',
    expectedConsoleMessages: [FAILED_REQUEST],
    async run({ widget, chatbot, page }) {
      await page.evaluate(() => {
        window.events = [];
        for (const name of ['session:started', 'session:ended']) {
          document.addEventListener(`ocs:${name}`, ({ detail }) => window.events.push([name, detail.sessionId]));
        }
      });
      await widget.open();
      await widget.ask('one');
      await chatbot.changeNewestSession({ ended: true });
      await widget.ask('two');
      await expect(widget.notices).toHaveText(['This chat has been closed. Your next message starts a new one.']);
      const ids = (await chatbot.sessions()).map(({ id }) => id);
      expect(await page.evaluate(() => window.events)).toEqual([
        ['session:started', ids[0]],
        ['session:ended', ids[0]],
        ['session:started', ids[1]],
      ]);
    },
  },
  {
    title: 'setting the attribute visible repeatedly opens the window each time',
    attributes: 'show-button="false"',
    async run({ widget }) {
      for (let times = 0; times < 2; times += 1) {
        await widget.host.evaluate((host) => host.setAttribute('visible', 'true'));
        await expect(widget.window).toBeVisible();
        await widget.button('Close chat').click();
        await expect(widget.window).toBeHidden();
      }
    },
  },
  {
    title: 'boolean options accept the forms of HTML boolean attributes, and strings as property values',
    attributes: 'disabled="disabled" allow-attachments="allow-attachments" visible',
    async run({ widget }) {
      await expect(widget.field).toBeDisabled();
      await expect(widget.button('Attach files')).toBeVisible();
      await widget.host.evaluate((host) => Object.assign(host, { disabled: 'false', visible: 'false' }));
      await expect(widget.window).toBeHidden();
      expect(await widget.host.evaluate((host) => [host.disabled, host.allowAttachments, host.allowFullScreen])).toEqual([false, true, true]);
    },
  },
  {
    title: 'the page can hide the element with CSS',
    async run({ widget }) {
      await expect(widget.launcher).toBeVisible();
      for (const [name, value] of [
        ['display', 'none'],
        ['visibility', 'hidden'],
      ]) {
        await widget.host.evaluate((host, [name, value]) => (host.style[name] = value), [name, value]);
        await expect(widget.launcher).toBeHidden();
        await widget.host.evaluate((host, name) => (host.style[name] = ''), name);
        await expect(widget.launcher).toBeVisible();
      }
    },
  },
  {
    title: 'a pageContext that cannot be serialized is ignored, and that of a deleted message is sent with the next',
    expectedConsoleMessages: [/^ocs-chat: (pageContext cannot be sent|the server rejected)/, FAILED_REQUEST],
    async run({ widget, chatbot }) {
      await widget.open();
      await widget.host.evaluate((host) => {
        const circle = {};
        circle.circle = circle;
        host.pageContext = circle;
      });
      await widget.ask('one');
      await chatbot.injectFault({ on: 'message', kind: 'status', status: 400, body: {}, times: 1 });
      await widget.host.evaluate((host) => (host.pageContext = { page: 'shop' }));
      await widget.say('two');
      await widget.failed.getByRole('button', { name: 'Delete' }).click();
      await widget.ask('three');
      expect((await bodies(chatbot, 'message')).map(({ message, context }) => [message, context])).toEqual([
        ['one', undefined],
        ['two', { page: 'shop' }],
        ['three', { page: 'shop' }],
      ]);
    },
  },
  {
    title: 'switching a dragged window to kiosk mode in a transformed container and back moves it correctly',
    wrap: (markup) => `<div id="frame">${markup}</div>`,
    async run({ widget, page }) {
      await page.evaluate(() => {
        window.opened = 0;
        document.addEventListener('ocs:open', () => (window.opened += 1));
      });
      await widget.open();
      const header = await widget.host.locator('header').boundingBox();
      await page.mouse.move(header.x + 60, header.y + 20);
      await page.mouse.down();
      await page.mouse.move(header.x - 240, header.y + 10, { steps: 3 });
      await page.mouse.up();
      await page.locator('#frame').evaluate((frame) => {
        Object.assign(frame.style, { position: 'relative', width: '500px', height: '400px', transform: 'translateX(5px)' });
      });
      await widget.host.evaluate((host) => (host.mode = 'kiosk'));
      const frame = await page.locator('#frame').boundingBox();
      await expect.poll(() => widget.window.boundingBox()).toEqual(frame);
      await widget.host.evaluate((host) => (host.mode = 'standard'));
      await expect.poll(async () => (await widget.window.boundingBox()).x).toBe(860);
      expect(await page.evaluate(() => window.opened)).toBe(1);
    },
  },
  {
    title: 'in kiosk mode a load failure is shown in the container',
    attributes: 'mode="kiosk"',
    wrap: (markup) => `<div id="frame">${markup}</div>`,
    expectedConsoleMessages: [FAILED_REQUEST, /^ocs-chat: (the chat does not start|chatbot-id is missing)/],
    before: ({ page }) => page.route('**/*.wasm', (route) => route.abort()),
    async run({ widget, page }) {
      await page.locator('#frame').evaluate((frame) => {
        Object.assign(frame.style, { position: 'relative', width: '500px', height: '400px' });
      });
      const status = widget.host.getByRole('status');
      await expect(status).toHaveText('The chat could not be loaded.');
      const [frame, box] = await Promise.all([page.locator('#frame').boundingBox(), widget.host.getByRole('dialog').boundingBox()]);
      expect(box).toEqual(frame);
      await expect(widget.button('Close')).toBeHidden();
      await page.unroute('**/*.wasm');
      // The automatic retry may be faster than the click.
      await widget.button('Try again').or(widget.field).first().click();
      await widget.ask('good day');
      await widget.host.evaluate((host) => host.removeAttribute('chatbot-id'));
      await expect(status).toHaveText('The chat could not be loaded.');
    },
  },
  {
    title: 'the unread count belongs to the conversation',
    async run({ widget, chatbot, page }) {
      await page.clock.install();
      await page.reload();
      await widget.open();
      await widget.ask('good day');
      await widget.button('Close chat').click();
      await chatbot.changeNewestSession({ say: 'Still there?' });
      // A session is first polled after 30 seconds. Requests time out 30 seconds later by the same clock.
      await page.clock.runFor(31_000);
      await expect(widget.launcher).toHaveAccessibleName('Open chat – 1 unread message');
      await widget.host.evaluate((host) => (host.userId = 'another'));
      await expect(widget.launcher).toHaveAccessibleName('Open chat');
    },
  },
  {
    title: 'welcome messages in the stored conversation of the official widget are shown once',
    attributes: `welcome-messages='["Welcome!"]'`,
    async run({ widget, chatbot, page }) {
      const { id, token } = await chatbot.startSession();
      await page.evaluate(
        ({ chatbot, id, token }) => {
          const store = (kind, value) => localStorage.setItem(`ocs-chat-${kind}-${chatbot}`, value);
          store('session', id);
          store('token', token);
          store('activity', new Date().toISOString());
          store('visible', '1');
          store(
            'messages',
            JSON.stringify([
              { created_at: new Date(Date.now() - 2000).toISOString(), role: 'assistant', content: 'Welcome!', attachments: [] },
              { created_at: new Date(Date.now() - 1000).toISOString(), role: 'user', content: 'good day', attachments: [] },
            ]),
          );
        },
        { chatbot: chatbot.id, id, token },
      );
      await page.reload();
      await expect(widget.window).toBeVisible();
      await expect(widget.answers).toHaveText(['Welcome!']);
      await expect(widget.own).toHaveText(['good day']);
    },
  },
  {
    title: 'a window that is visible from the start dispatches no open event',
    attributes: 'visible="true"',
    async run({ widget, page }) {
      await expect(widget.window).toBeVisible();
      expect(await page.evaluate(() => window.opened)).toBe(0);
    },
    script: () => {
      window.opened = 0;
      document.addEventListener('ocs:open', () => (window.opened += 1));
    },
  },
  {
    title: 'a visible window that the visitor has closed stays closed on the next page',
    attributes: 'visible="true"',
    async run({ widget, page }) {
      await widget.open();
      await widget.ask('good day');
      await widget.button('Close chat').click();
      await page.reload();
      await expect(widget.launcher).toBeVisible();
      await widget.host.evaluate((host) => host.getVersion());
      expect(await widget.host.evaluate((host) => host.visible)).toBe(false);
      await expect(widget.window).toBeHidden();
    },
  },
  {
    title: 'an open window opens again after a reload, and a closed one stays closed',
    async run({ widget, page }) {
      await widget.open();
      await page.reload();
      await expect(widget.window).toBeVisible();
      await expect(page.locator('body')).toBeFocused();
      await widget.button('Close chat').click();
      await page.reload();
      await expect(widget.launcher).toBeVisible();
      await expect(widget.window).toBeHidden();
    },
  },
  {
    title: 'the window and the launcher can be dragged and stay in the viewport',
    async run({ widget, page }) {
      await widget.open();
      const before = await settledBounds(widget);
      const header = await widget.host.locator('header').boundingBox();
      await page.mouse.move(header.x + 60, header.y + 20);
      await page.mouse.down();
      await page.mouse.move(header.x - 240, header.y - 10, { steps: 5 });
      await page.mouse.up();
      const after = await settledBounds(widget);
      expect([after.x - before.x, after.y - before.y].map(Math.round)).toEqual([-300, -30]);
      await widget.button('Close chat').click();
      await widget.open();
      expect(await settledBounds(widget)).toEqual(after);
      await page.setViewportSize({ width: 800, height: 700 });
      await expect.poll(async () => (await widget.window.boundingBox()).x + after.width).toBeLessThanOrEqual(800);
      await widget.button('Close chat').click();
      const launcher = await widget.launcher.boundingBox();
      await page.mouse.move(launcher.x + 20, launcher.y + 20);
      await page.mouse.down();
      await page.mouse.move(20, 20, { steps: 5 });
      await page.mouse.up();
      await expect(widget.window).toBeHidden();
      const moved = await widget.launcher.boundingBox();
      expect([moved.x, moved.y]).toEqual([10, 10]);
      await widget.launcher.press('Shift+ArrowRight');
      expect((await widget.launcher.boundingBox()).x).toBe(30);
      await widget.launcher.click();
      await expect(widget.window).toBeVisible();
    },
  },
];

for (const tag of ELEMENTS) {
  test.describe(`<${tag}>`, () => {
    for (const entry of CASES) test(entry.title, testCase(tag, entry));

    test('session-id and session-token select a session, which is shown from its start', async ({ embed, chatbot }) => {
      const { id, token } = await chatbot.startSession();
      await chatbot.changeNewestSession({ say: 'From before' });
      const widget = await embed(tag, `session-id="${id}" session-token="${token}" visible="true"`);
      await expect(widget.answers).toHaveText(['From before']);
      await expect(widget.button('Start new chat')).toBeHidden();
      await widget.ask('and now');
      expect(await chatbot.receivedRequests('start')).toHaveLength(1);
    });

    test('a refused session-token can be replaced by a valid one', async ({ page, embed, chatbot, expectedConsoleMessages }) => {
      expectedConsoleMessages.push(FAILED_REQUEST, /^ocs-chat: the server does not accept session-id/);
      const { id, token } = await chatbot.startSession();
      const widget = await embed(tag, `session-id="${id}" session-token="bad" visible="true"`);
      await page.evaluate(() => {
        window.ended = 0;
        document.addEventListener('ocs:session:ended', () => (window.ended += 1));
      });
      await expect(widget.notices).toHaveText(['This chat has ended. It cannot be continued here.']);
      await widget.host.evaluate((host, token) => (host.sessionToken = token), token);
      await widget.ask('good day');
      await expect(widget.notices).toHaveCount(0);
      expect(await page.evaluate(() => window.ended)).toBe(0);
    });

    test('a changed chatbot-id shows another conversation, and changing it back restores the first', async ({ embed, chatbot, api }) => {
      const other = await Chatbot.create(api, { think_ms: 100, name: 'Other' });
      const widget = await embed(tag);
      await widget.open();
      await widget.ask('to the first');
      await widget.host.evaluate((host, { id, key }) => Object.assign(host, { chatbotId: id, embedKey: key }), other);
      await expect(widget.own).toHaveCount(0);
      await widget.ask('to the other');
      expect(await other.receivedTexts()).toEqual(['to the other']);
      await widget.host.evaluate((host, { id, key }) => Object.assign(host, { chatbotId: id, embedKey: key }), chatbot);
      await expect(widget.own).toHaveText(['to the first']);
    });
  });
}
