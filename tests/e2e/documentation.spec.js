// The examples in the README and in docs/ that need nothing but a page: each has the effect that the text describes. Those for
// frameworks and servers are in integrations/ and in integrations/django/tests. `cargo xtask docs` fails if an example is in no test.

import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { example, withChatbot } from './support/examples.js';
import { FAILED_REQUEST, Widget, expect, test } from './support/test.js';

const embedHash = async () =>
  createHash('sha384')
    .update(await readFile(join(process.env.BUNDLE, 'embed.js')))
    .digest('base64');

const bodyClass = (page) => page.evaluate(() => document.body.className);

/** Opens the chat and gets an answer. */
async function converse({ widget }) {
  await widget.open();
  await widget.ask('good day');
}

async function opensOnTheLeft({ run, widget, page }) {
  await run();
  await expect(widget.launcher).toHaveClass(/left/);
  await widget.open();
  await expect(widget.button('Attach files')).toBeVisible();
  await widget.ask('good day');
  expect(await page.locator('ocs-chat').count()).toBe(1);
}

async function answers({ run, widget }) {
  await run();
  await converse({ widget });
}

/**
 * Checks the effect of each example. `run` opens a page that consists of an example in HTML; one in JavaScript runs in a page with a
 * chat, which is `widget`.
 */
const EFFECTS = {
  'readme-script': answers,
  'readme-element': opensOnTheLeft,
  'readme-api': async ({ page, code, widget, chatbot, logged, expectedConsoleMessages }) => {
    // The request with which the widget looks for problems is refused.
    expectedConsoleMessages.push(FAILED_REQUEST);
    await page.setInputFiles('#input', { name: 'order.csv', mimeType: 'text/csv', buffer: Buffer.from('1,2') });
    const end = code.indexOf('await chat.destroy');
    await page.evaluate(`(async () => { ${code.slice(0, end)}; window.chat = chat; })()`);
    await expect(widget.window.getByRole('heading', { name: 'Help' })).toBeVisible();
    expect(await widget.host.evaluate((host) => host.theme)).toBe('dark');
    await expect(widget.field).toHaveValue('I would like to ');
    await expect(widget.selectedFiles).toHaveText([/order\.csv/]);
    // `send()` does not wait for the request.
    const sent = async () => (await chatbot.receivedRequests('message')).map(({ body }) => [body.message, body.context]);
    await expect.poll(sent).toEqual([['Where is my order?', { product: 42 }]]);
    await expect.poll(() => logged).toEqual(expect.arrayContaining([expect.stringContaining('You said'), expect.stringContaining('ok: true')]));
    await page.evaluate(`(async () => { const { chat } = window; ${code.slice(end)} })()`);
    await expect(widget.host).toHaveCount(0);
    expect(await page.evaluate(() => Object.keys(localStorage))).toEqual(['ocs-user-id']);
  },
  'readme-css': async ({ run, widget }) => {
    await run();
    await converse({ widget });
    expect(await style(widget, 'own-message', 'backgroundColor')).toBe('rgb(11, 110, 79)');
    expect(await style(widget, 'own-message', 'color')).toBe('rgb(255, 255, 255)');
    expect(await style(widget, 'window', 'backgroundColor')).toBe('rgb(255, 253, 248)');
    expect(await style(widget, 'window', 'width')).toBe('420px');
    expect(await style(widget, 'header', 'borderBottomStyle')).toBe('double');
  },
  'introduction-script': answers,
  'getting-started-script': async ({ run, widget }) => {
    await run();
    await widget.open();
    await expect(widget.window.getByRole('heading', { name: 'Help' })).toBeVisible();
    await widget.button('Where is my order?').click();
    await expect(widget.answers).toHaveText(['You said: Where is my order?']);
  },
  'getting-started-element': opensOnTheLeft,
  'getting-started-buttons': async ({ run, widget, page, chatbot }) => {
    await run();
    await expect(widget.host).toHaveCount(1);
    await expect(widget.launcher).toBeHidden();
    await page.getByRole('button', { name: 'Chat with us' }).click();
    await expect(widget.field).toBeVisible();
    await page.getByRole('button', { name: 'Where is my order?' }).click();
    await expect.poll(() => chatbot.receivedTexts()).toEqual(['Where is my order?']);
    await page.getByRole('button', { name: 'Return something' }).click();
    await expect(widget.field).toHaveValue('I would like to return ');
  },
  'getting-started-two': async ({ run, page, chatbot }) => {
    await run();
    const [sales, support] = ['#sales', '#support'].map((selector) => new Widget(page, selector));
    await expect(sales.launcher).toBeVisible();
    await expect(support.launcher).toBeHidden();
    await page.getByRole('button', { name: 'Support' }).click();
    await expect(support.window.getByRole('heading', { name: 'Support' })).toBeVisible();
    await support.ask('for support');
    await support.button('Close chat').click();
    await sales.open();
    await expect(sales.own).toHaveCount(0);
    expect((await chatbot.receivedRequests('start')).map(({ body }) => body.participant_remote_id)).toEqual(['support']);
  },
  'getting-started-kiosk': async ({ run, widget, page }) => {
    await run();
    await widget.ask('good day');
    const [place, window] = await Promise.all([page.locator('.chat').boundingBox(), widget.window.boundingBox()]);
    expect(window).toEqual(place);
  },
  'theming-example': async ({ run, widget }) => {
    await run();
    await converse({ widget });
    expect(await style(widget, 'own-message', 'backgroundColor')).toBe('rgb(11, 110, 79)');
    expect(await style(widget, 'header', 'borderBottomStyle')).toBe('double');
  },
  'theming-dark': async ({ run, widget }) => {
    await run();
    await widget.open();
    for (const [theme, color] of Object.entries({ light: 'rgb(255, 253, 248)', dark: 'rgb(20, 24, 28)' })) {
      await widget.host.evaluate((host, value) => (host.theme = value), theme);
      await expect.poll(() => style(widget, 'window', 'backgroundColor')).toBe(color);
    }
  },
  'hosting-integrity': answers,
  'angular-template': answers,
  'token-provider': async ({ run, widget, page, chatbot }) => {
    await chatbot.update({ bearer: 'good' });
    await page.route('**/chat-token', (route) => route.fulfill({ json: { token: 'good' } }));
    await run();
    await converse({ widget });
    expect((await chatbot.receivedRequests('start'))[0].body.participant_remote_id).toBe('42');
  },
  'options-page': async ({ run, widget }) => {
    await run();
    await expect(widget.launcher).toHaveClass(/left/);
    await widget.open();
    await expect(widget.window.getByText('Hello!', { exact: true })).toBeVisible();
    await widget.ask('good day');
  },
  'options-teaser': async ({ run, widget, page }) => {
    await run();
    await page.waitForLoadState('networkidle');
    await page.evaluate(() => new Promise((idle) => requestIdleCallback(() => requestAnimationFrame(idle))));
    await expect(widget.host.getByText('Can I help you?')).toHaveCount(0);
    await page.evaluate(() => document.documentElement.dispatchEvent(new MouseEvent('mouseleave', { clientY: -1 })));
    await expect(widget.host.getByText('Can I help you?')).toBeVisible();
  },
  'options-texts': async ({ page, code, visit, withPage, widget }) => {
    await page.route('**/texts.json', (route) => route.fulfill({ contentType: 'application/json', body: code }));
    await visit(withPage('<ocs-chat chatbot-id="…" embed-key="…" translations-url="/texts.json"></ocs-chat>'));
    await widget.open();
    await expect(widget.window.getByRole('heading', { name: 'Assistant' })).toBeVisible();
    await expect(widget.field).toHaveAttribute('placeholder', 'Ask our assistant…');
    await expect(widget.window.getByText('Hello!', { exact: true })).toBeVisible();
    await widget.button('Where is my order?').click();
    await expect(widget.answers).toContainText(['You said: Where is my order?']);
  },
  'troubleshooting-diagnose': async ({ page, widget, run, expectedConsoleMessages }) => {
    expectedConsoleMessages.push(FAILED_REQUEST, /does not accept embed-key/);
    await widget.host.evaluate((host) => host.setAttribute('embed-key', 'wrong'));
    const warning = page.waitForEvent('console', (message) => /^ocs-chat: the server does not accept embed-key/.test(message.text()));
    await run();
    await warning;
  },
  'hours-schedule': async ({ run, widget, page }) => {
    // A Saturday.
    await page.clock.install({ time: new Date('2026-11-28T12:00Z') });
    await run();
    await widget.launcher.click();
    await expect(widget.field).toBeDisabled();
    await expect(widget.host.getByText('The chat is closed now. It opens again: Monday, November 30')).toBeVisible();
  },
  'dictation-element': async ({ run, widget, page }) => {
    await page.addInitScript(() => (window.webkitSpeechRecognition = class extends EventTarget {}));
    await run();
    await widget.open();
    await expect(widget.button('Dictate')).toBeVisible();
  },
  'pictures-element': async ({ run, widget, expectedConsoleMessages }) => {
    // The policy of the page blocks the pictures that the widget requests.
    expectedConsoleMessages.push(/img-src/);
    await run();
    await widget.open();
    await widget.ask('say Look: ![A](https://media.example.org/a.png) ![B](https://b.cdn.example/b.png) ![C](https://c.example/c.png)', 'Look');
    await expect(widget.log.getByText('The picture could not be loaded.')).toHaveCount(2);
    await expect(widget.button('Show picture from c.example')).toBeVisible();
  },
  'read-aloud-element': async ({ run, widget }) => {
    await run();
    await converse({ widget });
    await expect(widget.button('Read aloud')).toBeVisible();
  },
  'privacy-consent': async ({ run, widget, page }) => {
    await run();
    const isStored = () => page.evaluate(() => localStorage.length > 0);
    await converse({ widget });
    expect(await isStored()).toBe(false);
    await page.getByRole('button', { name: 'Remember my conversation' }).click();
    await expect.poll(isStored).toBe(true);
  },
  'api-mount': async ({ run, page }) => {
    await run();
    const widget = new Widget(page, '#help > ocs-chat');
    await widget.open();
    await expect(widget.answers).toHaveText(['Hello!']);
  },
  'api-open': async ({ run, widget }) => {
    await run();
    await expect(widget.window).toBeVisible();
  },
  'api-send': async ({ run, chatbot }) => {
    await run();
    await expect.poll(() => chatbot.receivedTexts()).toEqual(['Where is my order?']);
  },
  'api-prefill': async ({ run, widget }) => {
    await run();
    await widget.open();
    await expect(widget.field).toHaveValue('I would like to return ');
  },
  'api-attach': async ({ run, widget }) => {
    await run();
    await widget.open();
    await expect(widget.selectedFiles).toHaveText([/order\.csv/]);
  },
  'api-new-session': async ({ run, widget, chatbot }) => {
    await converse({ widget });
    await run();
    await expect(widget.own).toHaveCount(0);
    await widget.ask('another one');
    expect(await chatbot.sessions()).toHaveLength(2);
  },
  'api-set-context': async ({ run, widget, chatbot }) => {
    await run();
    await converse({ widget });
    expect((await chatbot.receivedRequests('message'))[0].body.context).toEqual({ product: 42, page: 'basket' });
  },
  'api-update': async ({ run, widget }) => {
    await run();
    await widget.open();
    await expect(widget.window.getByRole('heading', { name: 'Help' })).toBeVisible();
    expect(await widget.host.evaluate((host) => host.theme)).toBe('dark');
  },
  'api-on': async ({ run, widget, logged }) => {
    await run();
    await converse({ widget });
    expect(logged).toEqual([]);
  },
  'api-destroy': async ({ run, widget, page }) => {
    await converse({ widget });
    await run();
    await expect(widget.host).toHaveCount(0);
    expect(await page.evaluate(() => Object.keys(localStorage))).toEqual(['ocs-user-id']);
  },
  'api-diagnose': async ({ run, widget, logged, expectedConsoleMessages }) => {
    expectedConsoleMessages.push(FAILED_REQUEST, /does not accept embed-key/);
    await run();
    expect(logged).toEqual([]);
    await widget.host.evaluate((host) => host.setAttribute('embed-key', 'wrong'));
    await run();
    await expect.poll(() => logged.length).toBe(1);
  },
  'api-get-version': async ({ run, logged }) => {
    await run();
    await expect.poll(() => logged).toEqual([expect.stringMatching(/^\d+\.\d+\.\d+/)]);
  },
  'event-open': async ({ run, widget, page }) => {
    await run();
    await widget.open();
    await expect.poll(() => bodyClass(page)).toBe('has-chat');
    await widget.button('Close chat').click();
    await expect.poll(() => bodyClass(page)).toBe('');
  },
  'event-session': async ({ run, widget, page, chatbot, expectedConsoleMessages }) => {
    // The server refuses the message after the end.
    expectedConsoleMessages.push(FAILED_REQUEST);
    await run();
    await page.evaluate(() => {
      window.values = [];
      const record = () => window.values.push(document.body.dataset.chatSession);
      new MutationObserver(record).observe(document.body, { attributeFilter: ['data-chat-session'] });
    });
    await converse({ widget });
    await chatbot.changeNewestSession({ ended: true });
    await widget.ask('again');
    const [first, second] = (await chatbot.sessions()).map(({ id }) => id);
    expect(await page.evaluate(() => window.values)).toEqual([first, undefined, second]);
  },
  'event-before-send': async ({ run, widget, page, chatbot }) => {
    await run();
    await converse({ widget });
    expect((await chatbot.receivedRequests('message'))[0].body.context).toEqual({ address: new URL(page.url()).pathname });
  },
  'event-sent': async ({ run, widget, page }) => {
    await run();
    await converse({ widget });
    await expect(page).toHaveTitle('1 sent');
  },
  'event-received': async ({ run, widget, page }) => {
    await run();
    await converse({ widget });
    await expect(page).toHaveTitle(/You said: good day/);
  },
  'event-unread': async ({ run, widget, page, chatbot }) => {
    // The clock has to be installed before the scripts run.
    await page.clock.install();
    await page.reload();
    await page.waitForFunction(() => window.ocsChat);
    await run();
    await converse({ widget });
    await widget.button('Close chat').click();
    await chatbot.changeNewestSession({ say: 'Are you there?' });
    await expect(async () => {
      await page.clock.runFor(10_000);
      await expect(page).toHaveTitle('(1) My shop', { timeout: 500 });
    }).toPass();
    await widget.open();
    await expect(page).toHaveTitle('My shop');
  },
};

/** A property of the first element that is this part. */
const style = (widget, part, property) =>
  widget.host
    .locator(`[part~="${part}"]`)
    .first()
    .evaluate((node, name) => getComputedStyle(node)[name], property);

const PAGE = '<script async src="/embed.js"></script><main id="help"></main>';
const ELEMENT = '<ocs-chat chatbot-id="…" embed-key="…" allow-attachments></ocs-chat>';

/** Pages without a chat, for examples that add it. */
const PAGES = { 'api-mount': PAGE, 'readme-api': `${PAGE}<input type="file" id="input">` };

for (const [name, effect] of Object.entries(EFFECTS)) {
  test(`the example ${name} has its effect`, async ({ page, visit, chatbot, api, expectedConsoleMessages }) => {
    const { language, code } = example(name);
    const prepared = withChatbot(code, chatbot, api, await embedHash());
    const withPage = (markup) => withChatbot(PAGE + markup, chatbot, api);
    const logged = [];
    page.on('console', (message) => ['log', 'table'].includes(message.type()) && logged.push(message.text()));
    let run;
    if (language === 'html') {
      // Scripts and styles of the page need permissions that the widget does not need.
      const isStrict = !/<script>|<style>/.test(prepared);
      const markup = /<script async/.test(prepared) ? prepared : PAGE + prepared;
      run = () => visit(markup, isStrict ? {} : { policy: null });
    } else if (language === 'css') {
      run = () => visit(`${withPage(ELEMENT)}<style>${code}</style>`, { policy: null });
    } else if (language === 'js') {
      await visit(PAGES[name] ?? withPage(ELEMENT));
      await page.waitForFunction(() => window.ocsChat);
      run = () => page.evaluate(`(async () => { const chat = document.querySelector('ocs-chat'); { ${prepared} } })()`);
    }
    await effect({ run, page, code: prepared, visit, withPage, widget: new Widget(page), chatbot, logged, expectedConsoleMessages });
  });
}
