// A site that runs the incumbent changes one URL: everything it had goes on working. One row for each attribute, property,
// event, method and custom property of `open-chat-studio-widget`, each on its element and on ours.

import { FAILED_REQUEST, Widget, test as base, expect } from './support/test.js';

const ELEMENTS = ['open-chat-studio-widget', 'ocs-chat'];

/** A page with one element of this name, and what drives it. */
const test = base.extend({
  place: async ({ page, visit, chatbot, api }, use) => {
    await use(async (tag, attributes = '', { inside = (markup) => markup } = {}) => {
      const markup = `<${tag} chatbot-id="${chatbot.id}" embed-key="${chatbot.key}" api-base-url="${api}" ${attributes}></${tag}>`;
      await visit(`<script type="module" src="/embed.js"></script>${inside(markup)}`);
      await page.waitForFunction((name) => Boolean(customElements.get(name)), tag);
      return new Widget(page, tag);
    });
  },
});

/** Where the window is once it has come to rest. */
async function place(widget) {
  await widget.window.evaluate((window) => Promise.all(window.getAnimations().map(({ finished }) => finished)));
  return widget.window.boundingBox();
}

/** The bodies of the requests of one call. */
const bodies = async (chatbot, call) => (await chatbot.received(call)).map(({ body }) => body);

const ROWS = [
  {
    what: 'api-base-url, chatbot-id and embed-key are where messages go',
    async run({ widget, chatbot }) {
      await widget.open();
      await widget.ask('good day');
      const [start] = await chatbot.received('start');
      expect(start.headers['x-embed-key']).toBe(chatbot.key);
      expect(start.body.chatbot_id).toBe(chatbot.id);
    },
  },
  {
    what: 'button-text is on the launcher, also changed',
    attributes: `button-text="Let's Chat"`,
    async run({ widget }) {
      await expect(widget.host.getByRole('button', { name: "Let's Chat" })).toHaveText("Let's Chat");
      await widget.host.evaluate((host) => (host.buttonText = 'Ask us'));
      await expect(widget.host.getByRole('button', { name: 'Ask us' })).toHaveText('Ask us');
      await widget.host.evaluate((host) => host.setAttribute('button-text', ''));
      await expect(widget.launcher).toHaveText('');
    },
  },
  {
    what: 'icon-url is the picture on the launcher, and a broken one does no harm',
    attributes: `icon-url="data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg'/%3E"`,
    complaints: [FAILED_REQUEST],
    async run({ widget }) {
      await expect(widget.launcher.locator('img')).toHaveAttribute('src', /^data:image\/svg/);
      await widget.host.evaluate((host) => (host.iconUrl = '/no-such-picture.png'));
      await expect(widget.launcher.locator('i')).toBeVisible();
      await expect(widget.launcher.locator('img')).toHaveCount(0);
    },
  },
  ...[['round', /^(28px|50%)$/], ['square', /^1?\dpx$/]].map(([shape, radius]) => ({
    what: `button-shape ${shape}`,
    attributes: `button-shape="${shape}"`,
    run: async ({ widget }) => expect(widget.launcher).toHaveCSS('border-radius', radius),
  })),
  {
    what: 'show-button="false" hides the launcher; the window opens by visible',
    attributes: 'show-button="false"',
    async run({ widget }) {
      await expect(widget.launcher).toBeHidden();
      await widget.host.evaluate((host) => (host.visible = true));
      await expect(widget.window).toBeVisible();
      await widget.button('Close chat').click();
      await expect(widget.window).toBeHidden();
      await expect(widget.launcher).toBeHidden();
      await widget.host.evaluate((host) => (host.showButton = true));
      await expect(widget.launcher).toBeVisible();
    },
  },
  {
    what: 'mode="kiosk" fills the positioned parent: no launcher, no header, always open, no events',
    attributes: 'mode="kiosk"',
    inside: (markup) => `<div id="frame">${markup}</div>`,
    async run({ widget, page }) {
      await page.locator('#frame').evaluate((frame) => {
        Object.assign(frame.style, { position: 'relative', width: '500px', height: '400px' });
      });
      await expect(widget.window).toBeVisible();
      await expect(widget.launcher).toBeHidden();
      await expect(widget.host.locator('header')).toBeHidden();
      const [frame, window] = await Promise.all([page.locator('#frame').boundingBox(), widget.window.boundingBox()]);
      expect(window).toEqual(frame);
      await widget.ask('in the kiosk');
      await widget.field.press('Escape');
      await expect(widget.window).toBeVisible();
      await widget.host.evaluate((host) => (host.visible = false));
      await expect(widget.window).toBeVisible();
      await widget.host.evaluate((host) => (host.mode = 'standard'));
      await expect(widget.window).toHaveCSS('position', 'fixed');
      await expect(widget.host.locator('header')).toBeVisible();
    },
  },
  {
    what: 'header-text is the title, also changed',
    attributes: 'header-text="Ask Pat"',
    async run({ widget }) {
      await widget.open();
      await expect(widget.host.getByRole('heading', { name: 'Ask Pat' })).toBeVisible();
      await widget.host.evaluate((host) => (host.headerText = 'Ask Kim'));
      await expect(widget.host.getByRole('heading', { name: 'Ask Kim' })).toBeVisible();
    },
  },
  {
    what: 'new-chat-confirmation-message is the question before a new chat, and Cancel and Confirm do what they say',
    attributes: 'new-chat-confirmation-message="Really clear it?"',
    async run({ widget }) {
      await widget.open();
      await widget.ask('old');
      const dialog = widget.host.getByRole('alertdialog');
      await widget.button('Start new chat').click();
      await expect(dialog).toContainText('Really clear it?');
      await dialog.getByRole('button', { name: 'Cancel' }).click();
      await expect(widget.own).toHaveText(['old']);
      await widget.button('Start new chat').click();
      await dialog.getByRole('button', { name: 'Start new chat' }).click();
      await expect(widget.own).toHaveCount(0);
    },
  },
  {
    what: 'visible opens and closes, as attribute and as property',
    attributes: 'visible="false"',
    async run({ widget }) {
      await expect(widget.window).toBeHidden();
      expect(await widget.host.evaluate((host) => host.visible)).toBe(false);
      await widget.host.evaluate((host) => host.setAttribute('visible', 'true'));
      await expect(widget.window).toBeVisible();
      expect(await widget.host.evaluate((host) => host.visible)).toBe(true);
      await widget.host.evaluate((host) => (host.visible = false));
      await expect(widget.window).toBeHidden();
    },
  },
  {
    what: 'position, at start and changed',
    attributes: 'position="left" visible="true"',
    async run({ widget }) {
      await expect(widget.window).toBeVisible();
      expect((await widget.window.boundingBox()).x).toBeLessThan(40);
      await widget.host.evaluate((host) => (host.position = 'right'));
      await expect.poll(async () => (await widget.window.boundingBox()).x).toBeGreaterThan(700);
    },
  },
  ...[
    `welcome-messages='["Hello **there**", "How are you?"]'`,
    `welcome-messages="['Hello **there**', 'How are you?']"`,
  ].map((attributes) => ({
    what: `${attributes.slice(0, 22)}… are Markdown above the conversation, and stay`,
    attributes,
    async run({ widget }) {
      await widget.open();
      await expect(widget.answers).toHaveText(['Hello there', 'How are you?']);
      await expect(widget.answers.first().locator('strong')).toHaveText('there');
      await widget.ask('fine');
      await expect(widget.answers).toHaveText(['Hello there', 'How are you?', 'You said: fine']);
      await widget.page.reload();
      await expect(widget.answers).toHaveText(['Hello there', 'How are you?', 'You said: fine']);
    },
  })),
  {
    what: 'starter-questions are asked with one press, and go then',
    attributes: `starter-questions="['What can you do?', 'It\\'s late']"`,
    async run({ widget, chatbot }) {
      await widget.open();
      await expect(widget.button("It's late")).toBeVisible();
      await widget.button('What can you do?').click();
      await expect(widget.answers).toHaveText(['You said: What can you do?']);
      await expect(widget.button("It's late")).toHaveCount(0);
      expect(await chatbot.heard()).toEqual(['What can you do?']);
    },
  },
  {
    what: 'user-id and user-name are the participant',
    attributes: 'user-id="me@example.com" user-name="Me"',
    async run({ widget, chatbot }) {
      await widget.open();
      await widget.ask('good day');
      const [body] = await bodies(chatbot, 'start');
      expect(body).toMatchObject({ participant_remote_id: 'me@example.com', participant_name: 'Me' });
    },
  },
  {
    what: 'without user-id the visitor has an id of the incumbent’s form, or the one that it gave',
    async run({ widget, chatbot, page }) {
      await page.evaluate(() => localStorage.setItem('ocs-user-id', 'ocs:1700000000000_abc123def'));
      await page.reload();
      await widget.open();
      await widget.ask('good day');
      expect((await bodies(chatbot, 'start'))[0].participant_remote_id).toBe('ocs:1700000000000_abc123def');
      await page.evaluate(() => localStorage.clear());
      await page.reload();
      await widget.open();
      await widget.ask('good day');
      expect((await bodies(chatbot, 'start'))[1].participant_remote_id).toMatch(
        /^ocs:[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/,
      );
    },
  },
  {
    what: 'persistent-session="false" keeps nothing over a reload',
    attributes: 'persistent-session="false"',
    async run({ widget, page }) {
      await widget.open();
      await widget.ask('forget me');
      await page.reload();
      await widget.open();
      await expect(widget.own).toHaveCount(0);
      expect(await page.evaluate(() => Object.keys(localStorage).filter((key) => key.startsWith('ocs-chat')))).toEqual([]);
    },
  },
  {
    what: 'persistent-session="tab" keeps the conversation for the tab',
    attributes: 'persistent-session="tab"',
    async run({ widget, page }) {
      await widget.open();
      await widget.ask('in this tab');
      await page.reload();
      await expect(widget.own).toHaveText(['in this tab']);
      expect(await page.evaluate(() => Object.keys(localStorage).filter((key) => key.startsWith('ocs-chat')))).toEqual([]);
    },
  },
  {
    what: 'allow-full-screen="false" leaves the button out; otherwise it fills the screen and back',
    async run({ widget }) {
      await widget.open();
      const before = await widget.window.boundingBox();
      await widget.button('Enter full screen').click();
      await expect.poll(async () => (await widget.window.boundingBox()).width).toBeGreaterThan(1000);
      await widget.button('Exit full screen').click();
      await expect.poll(async () => (await widget.window.boundingBox()).width).toBe(before.width);
      await widget.host.evaluate((host) => (host.allowFullScreen = false));
      await expect(widget.button('Enter full screen')).toBeHidden();
    },
  },
  {
    what: 'allow-attachments shows the paperclip, also changed',
    async run({ widget }) {
      await widget.open();
      await expect(widget.button('Attach files')).toHaveCount(0);
      await widget.host.evaluate((host) => (host.allowAttachments = true));
      await expect(widget.button('Attach files')).toBeVisible();
      await widget.host.evaluate((host) => host.setAttribute('allow-attachments', 'false'));
      await expect(widget.button('Attach files')).toHaveCount(0);
    },
  },
  {
    what: 'disabled is read-only: no field, no starters; what was said can be read',
    attributes: `starter-questions='["One?"]'`,
    async run({ widget, chatbot }) {
      await widget.open();
      await expect(widget.button('One?')).toBeVisible();
      await widget.host.evaluate((host) => (host.disabled = true));
      await expect(widget.field).toBeDisabled();
      await expect(widget.button('Send message')).toBeDisabled();
      await expect(widget.button('One?')).toHaveCount(0);
      const refused = await widget.host.evaluate((host) => host.send('no').catch((error) => error.message));
      expect(refused).toContain('disabled');
      await widget.host.evaluate((host) => host.removeAttribute('disabled') ?? (host.disabled = false));
      await widget.ask('now');
      expect(await chatbot.heard()).toEqual(['now']);
    },
  },
  ...[
    ['', 'status', 'top'],
    ['banner-style="info"', 'status', 'top'],
    ['banner-style="warning" banner-position="bottom"', 'alert', 'bottom'],
    ['banner-style="error"', 'alert', 'top'],
  ].map(([style, role, place]) => ({
    what: `banner-message ${style}`,
    attributes: `banner-message="We close <b>early</b>" ${style}`,
    async run({ widget }) {
      await widget.open();
      const banner = widget.host.getByRole(role).filter({ hasText: 'We close' });
      await expect(banner).toHaveText('We close <b>early</b>');
      const [box, log] = await Promise.all([banner.boundingBox(), widget.log.boundingBox()]);
      expect(box.y < log.y).toBe(place === 'top');
      await widget.host.evaluate((host) => (host.bannerMessage = null));
      await expect(banner).toBeHidden();
    },
  })),
  {
    what: 'typing-indicator-text is shown while the bot works',
    attributes: 'typing-indicator-text="Digging…"',
    async run({ widget, chatbot }) {
      await chatbot.change({ progress: false });
      await widget.open();
      await widget.say('slow 1');
      await expect(widget.log.getByText('Digging…')).toBeVisible();
    },
  },
  {
    what: 'language',
    attributes: 'language="es"',
    async run({ widget }) {
      await widget.host.getByRole('button').hover();
      await expect(widget.host.getByRole('button')).toHaveAccessibleName('Abrir el chat');
    },
  },
  {
    what: 'translations-url: its texts go over the language’s, its lists over the attributes; properties over its texts',
    attributes: `translations-url="/texts.json" welcome-messages='["from the attribute"]' visible="true"`,
    before: ({ site }) =>
      site.put(
        '/texts.json',
        JSON.stringify({
          'launcher.open': 'Open the thing',
          'composer.placeholder': 'Say it',
          'branding.buttonText': 'Talk',
          'branding.headerText': 'The thing',
          'content.welcomeMessages': ['from the file'],
          'content.starterQuestions': [],
        }),
      ),
    async run({ widget }) {
      await expect(widget.field).toHaveAttribute('placeholder', 'Say it');
      await expect(widget.answers).toHaveText(['from the file']);
      await expect(widget.host.getByRole('heading', { name: 'The thing' })).toBeVisible();
      await widget.button('Close chat').click();
      await expect(widget.host.getByRole('button', { name: 'Talk – Open the thing' })).toHaveText('Talk');
      await widget.host.evaluate((host) => (host.buttonText = 'Mine'));
      await expect(widget.host.getByRole('button', { name: 'Mine – Open the thing' })).toHaveText('Mine');
    },
  },
  {
    what: 'a translations-url that cannot be read is said in the console, and the chat is there',
    attributes: 'translations-url="/no-texts.json" visible="true"',
    complaints: [FAILED_REQUEST, /^ocs-chat: the texts at translations-url/],
    run: async ({ widget }) => widget.ask('works'),
  },
  {
    what: 'pageContext goes with the next message, once; what a handler of before-send sets goes with that message',
    async run({ widget, chatbot }) {
      await widget.host.evaluate((host) => (host.pageContext = { page: 'shop', tags: ['a'] }));
      await widget.open();
      await widget.ask('one');
      await widget.ask('two');
      await widget.host.evaluate((host) => {
        host.addEventListener('ocs:message:before-send', () => (host.pageContext = { fresh: true }));
      });
      await widget.ask('three');
      expect((await bodies(chatbot, 'message')).map(({ context }) => context)).toEqual([
        { page: 'shop', tags: ['a'] },
        undefined,
        { fresh: true },
      ]);
    },
  },
  {
    what: 'a pageContext that is no object is said in the console',
    complaints: [/^ocs-chat: pageContext must be an object/],
    async run({ widget, chatbot }) {
      await widget.host.evaluate((host) => (host.pageContext = 'no'));
      await widget.open();
      await widget.ask('one');
      expect((await bodies(chatbot, 'message'))[0]).not.toHaveProperty('context');
    },
  },
  {
    what: 'version-number goes with start; what the server says of it is shown',
    attributes: 'version-number="3"',
    complaints: [FAILED_REQUEST, /^ocs-chat:/],
    async run({ widget, chatbot }) {
      await widget.open();
      await widget.say('hi');
      await expect(widget.failed).toContainText('Version number requires authentication');
      expect((await bodies(chatbot, 'start'))[0].version_number).toBe(3);
    },
  },
  {
    what: 'data-widget-version and getVersion() say the version',
    async run({ widget }) {
      await expect(widget.host).toHaveAttribute('data-widget-version', /^\d+\.\d+\.\d+$/);
      const version = await widget.host.getAttribute('data-widget-version');
      expect(await widget.host.evaluate((host) => host.getVersion())).toBe(version);
    },
  },
  {
    what: 'events, their details and their order',
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
      await chatbot.session({ ended: true });
      await expect
        .poll(() => page.evaluate(() => window.events.at(-1)[0]), { timeout: 10_000 })
        .toBe('close');
      const [{ id }] = await chatbot.sessions();
      const events = await page.evaluate(() => window.events);
      expect(events.map(([name]) => name)).toEqual([
        'open', 'session:started', 'message:before-send', 'message:sent', 'message:received', 'close',
      ]);
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
    what: 'the event of a session that the server has ended, and of the one after it',
    complaints: [FAILED_REQUEST],
    async run({ widget, chatbot, page }) {
      await page.evaluate(() => {
        window.events = [];
        for (const name of ['session:started', 'session:ended']) {
          document.addEventListener(`ocs:${name}`, ({ detail }) => window.events.push([name, detail.sessionId]));
        }
      });
      await widget.open();
      await widget.ask('one');
      await chatbot.session({ ended: true });
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
    what: 'a button of the page’s that sets visible works again and again',
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
    what: 'HTML’s own way of saying yes is understood, and so are words as property values',
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
    what: 'the page can hide it',
    async run({ widget }) {
      await expect(widget.launcher).toBeVisible();
      for (const [name, value] of [['display', 'none'], ['visibility', 'hidden']]) {
        await widget.host.evaluate((host, [name, value]) => (host.style[name] = value), [name, value]);
        await expect(widget.launcher).toBeHidden();
        await widget.host.evaluate((host, name) => (host.style[name] = ''), name);
        await expect(widget.launcher).toBeVisible();
      }
    },
  },
  {
    what: 'a pageContext that cannot be sent does no harm, and one whose message was given up goes with the next',
    complaints: [/^ocs-chat: (pageContext cannot be sent|the server refused)/, FAILED_REQUEST],
    async run({ widget, chatbot }) {
      await widget.open();
      await widget.host.evaluate((host) => {
        const circle = {};
        circle.circle = circle;
        host.pageContext = circle;
      });
      await widget.ask('one');
      await chatbot.fault({ on: 'message', kind: 'status', status: 400, body: {}, times: 1 });
      await widget.host.evaluate((host) => (host.pageContext = { page: 'shop' }));
      await widget.say('two');
      await widget.failed.getByRole('button', { name: 'Delete' }).click();
      await widget.ask('three');
      expect((await bodies(chatbot, 'message')).map(({ message, context }) => [message, context])).toEqual([
        ['one', undefined], ['two', { page: 'shop' }], ['three', { page: 'shop' }],
      ]);
    },
  },
  {
    what: 'switched to kiosk after it was dragged, also within something transformed, it fills its place and back',
    inside: (markup) => `<div id="frame">${markup}</div>`,
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
    what: 'in kiosk mode, what cannot be loaded is said in its place',
    attributes: 'mode="kiosk"',
    inside: (markup) => `<div id="frame">${markup}</div>`,
    complaints: [FAILED_REQUEST, /^ocs-chat: (the chat does not start|chatbot-id is missing)/],
    before: ({ page }) => page.route('**/*.wasm', (route) => route.abort()),
    async run({ widget, page }) {
      await page.locator('#frame').evaluate((frame) => {
        Object.assign(frame.style, { position: 'relative', width: '500px', height: '400px' });
      });
      const words = widget.host.getByRole('status');
      await expect(words).toHaveText('The chat could not be loaded.');
      const [frame, box] = await Promise.all([page.locator('#frame').boundingBox(), widget.host.getByRole('dialog').boundingBox()]);
      expect(box).toEqual(frame);
      await expect(widget.button('Close')).toBeHidden();
      await page.unroute('**/*.wasm');
      await widget.button('Try again').click();
      await widget.ask('good day');
      await widget.host.evaluate((host) => host.removeAttribute('chatbot-id'));
      await expect(words).toHaveText('The chat could not be loaded.');
    },
  },
  {
    what: 'the number of unread messages is that of the conversation',
    async run({ widget, chatbot, page }) {
      await page.clock.install();
      await page.reload();
      await widget.open();
      await widget.ask('good day');
      await widget.button('Close chat').click();
      await chatbot.session({ say: 'Still there?' });
      await page.clock.runFor(61_000);
      await expect(widget.launcher).toHaveAccessibleName('Open chat – 1 unread message');
      await widget.host.evaluate((host) => (host.userId = 'another'));
      await expect(widget.launcher).toHaveAccessibleName('Open chat');
    },
  },
  {
    what: 'welcome messages that the incumbent made a part of the conversation are there once',
    attributes: `welcome-messages='["Welcome!"]'`,
    async run({ widget, chatbot, page }) {
      const { id, token } = await chatbot.start();
      await page.evaluate(({ chatbot, id, token }) => {
        const keep = (kind, value) => localStorage.setItem(`ocs-chat-${kind}-${chatbot}`, value);
        keep('session', id);
        keep('token', token);
        keep('activity', new Date().toISOString());
        keep('visible', '1');
        keep('messages', JSON.stringify([
          { created_at: new Date(Date.now() - 2000).toISOString(), role: 'assistant', content: 'Welcome!', attachments: [] },
          { created_at: new Date(Date.now() - 1000).toISOString(), role: 'user', content: 'good day', attachments: [] },
        ]));
      }, { chatbot: chatbot.id, id, token });
      await page.reload();
      await expect(widget.window).toBeVisible();
      await expect(widget.answers).toHaveText(['Welcome!']);
      await expect(widget.own).toHaveText(['good day']);
    },
  },
  {
    what: 'a window that is visible at start fires no event',
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
    what: 'the window is open again on the next page, if it was left open, and closed, if it was closed',
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
    what: 'the window is dragged by its header, the launcher by itself, and both stay within reach',
    async run({ widget, page }) {
      await widget.open();
      const before = await place(widget);
      const header = await widget.host.locator('header').boundingBox();
      await page.mouse.move(header.x + 60, header.y + 20);
      await page.mouse.down();
      await page.mouse.move(header.x - 240, header.y - 10, { steps: 5 });
      await page.mouse.up();
      const after = await place(widget);
      expect([after.x - before.x, after.y - before.y].map(Math.round)).toEqual([-300, -30]);
      await widget.button('Close chat').click();
      await widget.open();
      expect(await place(widget)).toEqual(after);
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
    for (const { what, attributes, inside, before, script, complaints: expected = [], run } of ROWS) {
      test(what, async ({ page, place, chatbot, site, complaints }) => {
        complaints.push(...expected);
        await before?.({ site, page });
        if (script) await page.addInitScript(script);
        const widget = await place(tag, attributes, { inside });
        widget.tag = tag;
        await run({ widget, page, chatbot, site });
      });
    }

    test('a session of the page’s is shown from its start, told with session-id and session-token', async ({ place, chatbot }) => {
      const { id, token } = await chatbot.start();
      await chatbot.session({ say: 'From before' });
      const widget = await place(tag, `session-id="${id}" session-token="${token}" visible="true"`);
      await expect(widget.answers).toHaveText(['From before']);
      await expect(widget.button('Start new chat')).toBeHidden();
      await widget.ask('and now');
      expect(await chatbot.received('start')).toHaveLength(1);
    });

    test('a session-token that was refused can be replaced by a good one', async ({ page, place, chatbot, complaints }) => {
      complaints.push(FAILED_REQUEST);
      const { id, token } = await chatbot.start();
      const widget = await place(tag, `session-id="${id}" session-token="bad" visible="true"`);
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

    test('chatbot-id changed is another conversation, and the first is there when it is changed back', async ({ place, chatbot, api }) => {
      const { Chatbot } = await import('./support/server.js');
      const other = await Chatbot.make(api, { think_ms: 100, name: 'Other' });
      const widget = await place(tag);
      await widget.open();
      await widget.ask('to the first');
      await widget.host.evaluate((host, { id, key }) => Object.assign(host, { chatbotId: id, embedKey: key }), other);
      await expect(widget.own).toHaveCount(0);
      await widget.ask('to the other');
      expect(await other.heard()).toEqual(['to the other']);
      await widget.host.evaluate((host, { id, key }) => Object.assign(host, { chatbotId: id, embedKey: key }), chatbot);
      await expect(widget.own).toHaveText(['to the first']);
    });
  });
}
