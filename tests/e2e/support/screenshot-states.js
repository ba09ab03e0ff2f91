// The states of the widget that have a reference screenshot.

import { Widget, expect } from './test.js';

const CONTACT = 'The office is open **from 9 to 17** on weekdays. See [all opening hours](https://example.org/hours).';
const PLANS = `Here are the plans:

- **Small** for one chatbot
- *Large* for as many as you like

| Plan | Price |
|:-----|------:|
| Small | 9 € |
| Large | 99 € |

\`\`\`js
const plan = 'Small';
\`\`\`

> Prices include taxes.`;
const WELCOME = `data-welcome-messages='["**Welcome!** How can we help?"]' data-starter-questions='["What can you do?", "Where is my order?"]'`;
const CONSENT = '<p>We keep what you write:</p><ul><li>for a year</li><li>in the <a href="https://terms.example/">European Union</a></li></ul>';

/** The widget of a page, in any language. */
class View extends Widget {
  constructor(page) {
    super(page);
    this.field = this.window.locator('textarea');
  }

  part(name) {
    return this.host.locator(`[part~="${name}"]`);
  }

  async open() {
    await this.part('launcher').click();
    await expect(this.field).toBeFocused();
  }

  async answer(text, answer) {
    await this.say(text);
    await expect(this.answers.last()).toContainText(answer);
    await expect(this.part('typing')).toBeHidden();
  }

  async openConversation() {
    await this.open();
    await this.answer(`say ${CONTACT}`, 'The office');
  }
}

const LAUNCHER = { x: 1060, y: 700, width: 220, height: 100 };

/**
 * The states, by the name of the screenshot: attributes of the script element, fields of the chatbot, media features, size of the page,
 * and the actions that lead to the state. The screenshot shows the window, another element (`element`) or a region of the page (`clip`).
 */
export const STATES = {
  teaser: {
    attributes: 'data-teaser="Can we help you?" data-button-text="Ask us"',
    show: ({ view }) => expect(view.part('teaser')).toBeVisible(),
    clip: { x: 880, y: 600, width: 400, height: 200 },
  },
  unread: {
    async show({ view, page, chatbot }) {
      await view.openConversation();
      await view.part('close').click();
      await chatbot.changeNewestSession({ say: 'Are you there?' });
      // After a reload the number is shown at once.
      await page.reload();
      await expect(view.part('badge')).toBeVisible();
    },
    clip: LAUNCHER,
  },
  placeholder: {
    async show({ view, page }) {
      await page.route('**/*.wasm', () => {});
      await view.part('launcher').click();
      await expect(view.part('frame').locator('textarea')).toHaveAttribute('placeholder', /./);
      await page.keyboard.type('Good day');
    },
    element: (view) => view.part('frame'),
  },
  welcome: { attributes: `${WELCOME} data-allow-attachments="true"`, show: ({ view }) => view.open() },
  conversation: { show: ({ view }) => view.openConversation() },
  dark: { attributes: 'data-theme="dark"', show: ({ view }) => view.openConversation() },
  'forced-colors': {
    media: { forcedColors: 'active' },
    async show({ view }) {
      await view.openConversation();
      // In forced colours Playwright cannot hide the caret of the field.
      await view.part('close').focus();
    },
  },
  markdown: {
    async show({ view }) {
      await view.open();
      await view.answer(`say ${PLANS}`, 'Here are');
    },
  },
  arabic: {
    attributes: `data-language="ar" data-allow-attachments="true" data-welcome-messages='["مرحبا! كيف يمكننا مساعدتك؟"]'`,
    async show({ view }) {
      await view.open();
      await view.answer('say المكتب مفتوح من **9 إلى 17**.', 'المكتب');
    },
  },
  phone: { viewport: { width: 320, height: 640 }, attributes: WELCOME, show: ({ view }) => view.openConversation() },
  waiting: {
    fields: { progress: false },
    async show({ view }) {
      await view.open();
      await view.say('never');
      await expect(view.part('typing')).toBeVisible();
      await expect(view.part('state')).toHaveText('Sent');
    },
  },
  failures: {
    expected: [/^Failed to load resource/, /^ocs-chat: /],
    async show({ view, chatbot }) {
      await view.open();
      await view.say('fail');
      await expect(view.log.locator('.row.bot.failed')).toBeVisible();
      await chatbot.injectFault({ on: 'message', kind: 'status', status: 403, times: 1 });
      await view.say('Where is my order?');
      await expect(view.failed).toBeVisible();
    },
  },
  offline: {
    expected: [/^Failed to load resource/],
    async show({ view, page }) {
      await view.open();
      await page.context().setOffline(true);
      await expect(view.part('trouble')).toBeVisible();
      await view.say('Where is my order?');
      await expect(view.part('state')).toHaveText('Waiting');
    },
  },
  files: {
    async show({ view }) {
      await view.open();
      await view.answer('files', 'I have made');
      await expect(view.part('file')).toHaveCount(4);
    },
  },
  attachments: {
    attributes: 'data-allow-attachments="true"',
    async show({ view }) {
      await view.open();
      await view.attach({ name: 'report of 2026.txt', body: 'x'.repeat(3_000) }, { name: 'program.exe', type: 'application/x-msdownload' });
      await expect(view.selectedFiles).toHaveCount(2);
      await view.say('Here they are');
      await expect(view.part('objection')).toBeVisible();
    },
  },
  citations: {
    async show({ view }) {
      await view.open();
      await view.answer('cite adjacent', 'Water');
    },
  },
  menu: {
    attributes: 'data-sound="true"',
    async show({ view }) {
      await view.openConversation();
      await view.part('menu').click();
      await expect(view.part('menu-item').first()).toBeFocused();
    },
  },
  confirmation: {
    async show({ view }) {
      await view.openConversation();
      await view.part('new-chat').click();
      await expect(view.part('dialog-cancel')).toBeFocused();
    },
  },
  consent: {
    fields: { consent: { id: 7, text: CONSENT } },
    async show({ view }) {
      await view.open();
      await view.say('Where is my order?');
      await expect(view.part('consent-text')).toBeFocused();
    },
  },
  kiosk: {
    viewport: { width: 1024, height: 640 },
    attributes: 'data-mode="kiosk"',
    wrap: (markup) => `<div style="position: fixed; inset: 0">${markup}</div>`,
    async show({ view }) {
      await expect(view.window).toBeVisible();
      await view.answer(`say ${CONTACT}`, 'The office');
    },
  },
};

/** Brings a page into a state, and returns its widget and the target of the screenshot: an element, or the page and a region of it. */
export async function showState({ attributes = '', media, viewport, expected = [], wrap = (markup) => markup, show, element, clip }, fixtures) {
  const { page, visit, scriptTag, chatbot, expectedConsoleMessages } = fixtures;
  expectedConsoleMessages.push(...expected);
  if (viewport) await page.setViewportSize(viewport);
  await page.emulateMedia({ colorScheme: 'light', reducedMotion: 'reduce', ...media });
  await visit(wrap(scriptTag(attributes)));
  const view = new View(page);
  await show({ view, page, chatbot });
  await page.mouse.move(1, 1);
  return clip ? { view, target: page, clip } : { view, target: element?.(view) ?? view.window };
}
