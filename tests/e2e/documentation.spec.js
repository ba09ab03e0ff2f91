// The examples in the README and in docs/: each runs in a page, and has the effect that the text describes. `cargo xtask docs`
// fails if an example is not here.

import { createHash } from 'node:crypto';
import { readFile, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { FAILED_REQUEST, Widget, expect, test } from './support/test.js';

const ROOT = new URL('../../', import.meta.url);
const embedHash = async () =>
  createHash('sha384')
    .update(await readFile(join(process.env.BUNDLE, 'embed.js')))
    .digest('base64');

/** The examples of all documents: their language and their code, by name. */
async function readExamples() {
  const pages = (await readdir(new URL('docs/', ROOT))).filter((name) => name.endsWith('.md')).map((name) => `docs/${name}`);
  const texts = await Promise.all(['README.md', ...pages].map((path) => readFile(new URL(path, ROOT), 'utf8')));
  const found = texts.join('\n').matchAll(/^<!-- snippet:([\w-]+) -->\n\n```(\w+)\n(.*?)^```/gms);
  return new Map([...found].map(([, name, language, code]) => [name, { language, code }]));
}

/** The code with the address of the bundle and with the test's chatbot. */
const withChatbot = (code, chatbot, api, hash) =>
  code
    .replace(/https:\/\/cdn[^"]*embed\.js/g, '/embed.js')
    .replace('sha384-…', `sha384-${hash}`)
    .replace(/(data-)?chatbot-id="[^"]*"/g, `$1chatbot-id="${chatbot.id}" $1api-base-url="${api}"`)
    .replace(/embed-key="…"/g, `embed-key="${chatbot.key}"`)
    .replace('user-id="…"', 'user-id="42"')
    .replace(/chatbotId: '[^']*'/, `chatbotId: '${chatbot.id}', apiBaseUrl: '${api}'`)
    .replace("embedKey: '…'", `embedKey: '${chatbot.key}'`);

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
 * What each example does. `run` opens a page that consists of an example in HTML; one in JavaScript runs in a page with a chat,
 * which is `widget`.
 */
const EFFECTS = {
  'readme-script': answers,
  'readme-element': opensOnTheLeft,
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
    expect((await chatbot.received('start')).map(({ body }) => body.participant_remote_id)).toEqual(['support']);
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
    const style = (part, property) =>
      widget.host
        .locator(`[part~="${part}"]`)
        .first()
        .evaluate((node, name) => getComputedStyle(node)[name], property);
    expect(await style('own-message', 'backgroundColor')).toBe('rgb(11, 110, 79)');
    expect(await style('header', 'borderBottomStyle')).toBe('double');
  },
  'hosting-integrity': answers,
  'angular-template': answers,
  'token-provider': async ({ run, widget, page, chatbot }) => {
    await chatbot.change({ bearer: 'good' });
    await page.route('**/chat-token', (route) => route.fulfill({ json: { token: 'good' } }));
    await run();
    await converse({ widget });
    expect((await chatbot.received('start'))[0].body.participant_remote_id).toBe('42');
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
    // The policy of the page forbids them: those are the requests that are made.
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
    expect((await chatbot.received('message'))[0].body.context).toEqual({ product: 42, page: 'basket' });
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
    await chatbot.session({ ended: true });
    await widget.ask('again');
    const [first, second] = (await chatbot.sessions()).map(({ id }) => id);
    expect(await page.evaluate(() => window.values)).toEqual([first, undefined, second]);
  },
  'event-before-send': async ({ run, widget, page, chatbot }) => {
    await run();
    await converse({ widget });
    expect((await chatbot.received('message'))[0].body.context).toEqual({ address: new URL(page.url()).pathname });
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
    // The clock has to be there before the scripts.
    await page.clock.install();
    await page.reload();
    await page.waitForFunction(() => window.ocsChat);
    await run();
    await converse({ widget });
    await widget.button('Close chat').click();
    await chatbot.session({ say: 'Are you there?' });
    await expect(async () => {
      await page.clock.runFor(10_000);
      await expect(page).toHaveTitle('(1) My shop', { timeout: 500 });
    }).toPass();
    await widget.open();
    await expect(page).toHaveTitle('My shop');
  },
};

const PAGE = '<script async src="/embed.js"></script><main id="help"></main>';
const ELEMENT = '<ocs-chat chatbot-id="…" embed-key="…" allow-attachments></ocs-chat>';

const examples = await readExamples();

for (const [name, effect] of Object.entries(EFFECTS)) {
  test(`the example ${name} has its effect`, async ({ page, visit, chatbot, api, expectedConsoleMessages }) => {
    const { language, code } = examples.get(name);
    const prepared = withChatbot(code, chatbot, api, await embedHash());
    const logged = [];
    page.on('console', (message) => ['log', 'table'].includes(message.type()) && logged.push(message.text()));
    let run;
    if (language === 'html') {
      // Scripts and styles of the page need permissions that the widget does not.
      const isStrict = !/<script>|<style>/.test(prepared);
      const markup = /<script async/.test(prepared) ? prepared : PAGE + prepared;
      run = () => visit(markup, isStrict ? {} : { policy: null });
    } else {
      await visit(withChatbot(name === 'api-mount' ? PAGE : PAGE + ELEMENT, chatbot, api));
      await page.waitForFunction(() => window.ocsChat);
      run = () => page.evaluate(`(async () => { const chat = document.querySelector('ocs-chat'); { ${prepared} } })()`);
    }
    await effect({ run, page, widget: new Widget(page), chatbot, logged, expectedConsoleMessages });
  });
}

test('every example has an effect that is tested', () => {
  expect([...examples.keys()].sort()).toEqual(Object.keys(EFFECTS).sort());
});
