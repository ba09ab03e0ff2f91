// Attributes and properties of the official widget, each on its element and on `<ocs-chat>`. Together with
// `drop-in-behaviour.spec.js`, these cases check that a site can replace the official widget by changing one URL.

import { FAILED_REQUEST } from './support/test.js';
import { ELEMENTS, bodies, expect, test, testCase } from './support/drop-in.js';

const CASES = [
  {
    title: 'api-base-url, chatbot-id and embed-key are used for requests',
    async run({ widget, chatbot }) {
      await widget.open();
      await widget.ask('good day');
      const [start] = await chatbot.receivedRequests('start');
      expect(start.headers['x-embed-key']).toBe(chatbot.key);
      expect(start.body.chatbot_id).toBe(chatbot.id);
    },
  },
  {
    title: 'button-text is shown on the launcher and can change',
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
    title: 'icon-url is shown on the launcher, and a broken image is replaced by the default icon',
    attributes: `icon-url="data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg'/%3E"`,
    expectedConsoleMessages: [FAILED_REQUEST],
    async run({ widget }) {
      await expect(widget.launcher.locator('img')).toHaveAttribute('src', /^data:image\/svg/);
      await widget.host.evaluate((host) => (host.iconUrl = '/no-such-picture.png'));
      await expect(widget.launcher.locator('i')).toBeVisible();
      await expect(widget.launcher.locator('img')).toHaveCount(0);
    },
  },
  ...[
    ['round', /^(28px|50%)$/],
    ['square', /^1?\dpx$/],
  ].map(([shape, radius]) => ({
    title: `button-shape="${shape}" sets the border radius of the launcher`,
    attributes: `button-shape="${shape}"`,
    run: async ({ widget }) => expect(widget.launcher).toHaveCSS('border-radius', radius),
  })),
  {
    title: 'show-button="false" hides the launcher, and visible opens the window',
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
    title: 'mode="kiosk" fills the positioned parent without launcher and header, and cannot be closed',
    attributes: 'mode="kiosk"',
    wrap: (markup) => `<div id="frame">${markup}</div>`,
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
    title: 'mode="kiosk" offers a new chat once the session has ended',
    attributes: 'mode="kiosk"',
    async run({ widget, chatbot, page }) {
      await page.clock.install();
      await page.reload();
      await widget.ask('the last visitor');
      const restart = widget.host.locator('[part~="restart"]');
      await chatbot.changeNewestSession({ ended: true });
      await page.clock.runFor(35_000);
      await expect(restart).toBeVisible();
      await expect(widget.button('Start new chat')).toHaveCount(1);
      await restart.click();
      await expect(widget.own).toHaveCount(0);
      await expect(restart).toBeHidden();
      await expect(widget.field).toBeFocused();
      await widget.ask('the next visitor');
      await expect(widget.own).toHaveText(['the next visitor']);
    },
  },
  {
    title: 'header-text is the title of the window and can change',
    attributes: 'header-text="Ask Pat"',
    async run({ widget }) {
      await widget.open();
      await expect(widget.host.getByRole('heading', { name: 'Ask Pat' })).toBeVisible();
      await widget.host.evaluate((host) => (host.headerText = 'Ask Kim'));
      await expect(widget.host.getByRole('heading', { name: 'Ask Kim' })).toBeVisible();
    },
  },
  {
    title: 'new-chat-confirmation-message is shown before a new chat, which can be cancelled or confirmed',
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
    title: 'visible opens and closes the window, as attribute and as property',
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
    title: 'position sets the side of the window and can change',
    attributes: 'position="left" visible="true"',
    async run({ widget }) {
      await expect(widget.window).toBeVisible();
      expect((await widget.window.boundingBox()).x).toBeLessThan(40);
      await widget.host.evaluate((host) => (host.position = 'right'));
      await expect.poll(async () => (await widget.window.boundingBox()).x).toBeGreaterThan(700);
    },
  },
  ...[`welcome-messages='["Hello **there**", "How are you?"]'`, `welcome-messages="['Hello **there**', 'How are you?']"`].map((attributes) => ({
    title: `${attributes.slice(0, 22)}… are shown as Markdown above the conversation, also after a reload`,
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
    title: 'starter-questions are sent by one click and removed after it',
    attributes: `starter-questions="['What can you do?', 'It\\'s late']"`,
    async run({ widget, chatbot }) {
      await widget.open();
      await expect(widget.button("It's late")).toBeVisible();
      await widget.button('What can you do?').click();
      await expect(widget.answers).toHaveText(['You said: What can you do?']);
      await expect(widget.button("It's late")).toHaveCount(0);
      expect(await chatbot.receivedTexts()).toEqual(['What can you do?']);
    },
  },
  {
    title: 'user-id and user-name identify the participant',
    attributes: 'user-id="me@example.com" user-name="Me"',
    async run({ widget, chatbot }) {
      await widget.open();
      await widget.ask('good day');
      const [body] = await bodies(chatbot, 'start');
      expect(body).toMatchObject({ participant_remote_id: 'me@example.com', participant_name: 'Me' });
    },
  },
  {
    title: 'without user-id a stored id of the official widget is used, or an id in the same format is generated',
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
      expect((await bodies(chatbot, 'start'))[1].participant_remote_id).toMatch(/^ocs:[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
    },
  },
  {
    title: 'persistent-session="false" does not store the conversation',
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
    title: 'persistent-session="tab" keeps the conversation for the tab',
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
    title: 'the full screen button resizes the window, and allow-full-screen="false" removes it',
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
    title: 'allow-attachments shows the attach button and can change',
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
    title: 'disabled turns off the field, the send button, starter questions and send()',
    attributes: `starter-questions='["One?"]'`,
    async run({ widget, chatbot }) {
      await widget.open();
      await expect(widget.button('One?')).toBeVisible();
      await widget.host.evaluate((host) => (host.disabled = true));
      await expect(widget.field).toBeDisabled();
      await expect(widget.field).toHaveAttribute('placeholder', 'Chat not available');
      await expect(widget.button('Send message')).toBeDisabled();
      await expect(widget.button('One?')).toHaveCount(0);
      const refused = await widget.host.evaluate((host) => host.send('no').catch((error) => error.message));
      expect(refused).toContain('disabled');
      await widget.host.evaluate((host) => {
        host.removeAttribute('disabled');
        host.disabled = false;
      });
      await widget.ask('now');
      expect(await chatbot.receivedTexts()).toEqual(['now']);
    },
  },
  ...[
    ['', 'status', 'top'],
    ['banner-style="info"', 'status', 'top'],
    ['banner-style="warning" banner-position="bottom"', 'alert', 'bottom'],
    ['banner-style="error"', 'alert', 'top'],
  ].map(([style, role, side]) => ({
    title: `banner-message is shown as text${style && ` with ${style}`}`,
    attributes: `banner-message="We close <b>early</b>" ${style}`,
    async run({ widget }) {
      await widget.open();
      const banner = widget.host.getByRole(role).filter({ hasText: 'We close' });
      await expect(banner).toHaveText('We close <b>early</b>');
      const [box, log] = await Promise.all([banner.boundingBox(), widget.log.boundingBox()]);
      expect(box.y < log.y).toBe(side === 'top');
      await widget.host.evaluate((host) => (host.bannerMessage = null));
      await expect(banner).toBeHidden();
    },
  })),
  {
    title: 'typing-indicator-text is shown while the bot works',
    attributes: 'typing-indicator-text="Digging…"',
    async run({ widget, chatbot }) {
      await chatbot.update({ progress: false });
      await widget.open();
      await widget.say('slow 1');
      await expect(widget.log.getByText('Digging…')).toBeVisible();
    },
  },
  {
    title: 'language selects the texts',
    attributes: 'language="es"',
    async run({ widget }) {
      await widget.host.getByRole('button').hover();
      await expect(widget.host.getByRole('button')).toHaveAccessibleName('Abrir el chat');
    },
  },
  {
    title: 'translations-url overrides the language and list attributes, and properties override its texts',
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
    title: 'a translations-url that cannot be loaded is reported in the console, and the chat works',
    attributes: 'translations-url="/no-texts.json" visible="true"',
    expectedConsoleMessages: [FAILED_REQUEST, /^ocs-chat: the texts at translations-url/],
    run: async ({ widget }) => widget.ask('works'),
  },
  {
    title: 'pageContext is sent with one message: the next, or the current one if a before-send listener sets it',
    async run({ widget, chatbot }) {
      await widget.host.evaluate((host) => (host.pageContext = { page: 'shop', tags: ['a'] }));
      await widget.open();
      await widget.ask('one');
      await widget.ask('two');
      await widget.host.evaluate((host) => {
        host.addEventListener('ocs:message:before-send', () => (host.pageContext = { fresh: true }));
      });
      await widget.ask('three');
      expect((await bodies(chatbot, 'message')).map(({ context }) => context)).toEqual([{ page: 'shop', tags: ['a'] }, undefined, { fresh: true }]);
    },
  },
  {
    title: 'a pageContext that is not an object is reported in the console',
    expectedConsoleMessages: [/^ocs-chat: pageContext must be an object/],
    async run({ widget, chatbot }) {
      await widget.host.evaluate((host) => (host.pageContext = 'no'));
      await widget.open();
      await widget.ask('one');
      expect((await bodies(chatbot, 'message'))[0]).not.toHaveProperty('context');
    },
  },
  {
    title: 'version-number is sent when a session starts, and the visitor reads if it is refused',
    attributes: 'version-number="3"',
    expectedConsoleMessages: [FAILED_REQUEST, /^ocs-chat:/],
    async run({ widget, chatbot }) {
      await widget.open();
      await widget.say('hi');
      await expect(widget.failed).toContainText('not set up correctly');
      expect((await bodies(chatbot, 'start'))[0].version_number).toBe(3);
    },
  },
];

for (const tag of ELEMENTS) {
  test.describe(`<${tag}>`, () => {
    for (const entry of CASES) test(entry.title, testCase(tag, entry));
  });
}
