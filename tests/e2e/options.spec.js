// Valid and invalid options, as attributes of the script element and of the widget element.

import { consoleMessages } from './support/console.js';
import { holdRequests } from './support/held-requests.js';
import { strictPolicy } from './support/site.js';
import { FAILED_REQUEST, Widget, elementMarkup, expect, test } from './support/test.js';

/** Collects the widget's console messages. Returns a function that reads them. */
function collectMessages(page) {
  const messages = consoleMessages(page);
  return () => messages.filter((text) => text.startsWith('ocs-chat:'));
}

const element = (chatbot, api, attributes = '') => `<script async src="/embed.js"></script>${elementMarkup(chatbot, api, attributes)}`;

test('an ocs-chat element in the markup of the page is a widget', async ({ page, visit, chatbot, api }) => {
  await visit(element(chatbot, api));
  const widget = new Widget(page);
  await widget.open();
  await widget.ask('from an element');
});

for (const [problem, attributes, message] of [
  ['a missing chatbot-id', '', /chatbot-id is missing/],
  ['a chatbot-id that is not a UUID', 'data-chatbot-id="my-bot"', /chatbot-id must be the UUID of a chatbot, not "my-bot"/],
]) {
  test(`${problem} is reported once in the console and leaves the page unchanged`, async ({ page, visit, expectedConsoleMessages }) => {
    expectedConsoleMessages.push(message);
    const messages = collectMessages(page);
    await visit(`<p>Text</p><script async src="/embed.js" data-embed-key="k" ${attributes}></script>`);
    await expect.poll(() => messages()).toHaveLength(1);
    expect(messages()[0]).toMatch(message);
    await expect(page.getByRole('button')).toHaveCount(0);
    await expect(page.locator('body')).toHaveText('Text');
  });
}

for (const [attributes, message] of [
  ['data-position="top"', 'position must be "left", "center" or "right", not "top"'],
  ['data-visible="maybe"', 'visible must be "true" or "false", not "maybe"'],
  ['data-allow-attachments="some"', 'allow-attachments must be "true" or "false", not "some"'],
  ['data-api-base-url="ftp://x.example"', 'api-base-url must be an http or https URL, not "ftp://x.example"'],
  ['data-language="x"', 'language must be a language tag such as "en" or "pt-BR", not "x"'],
]) {
  test(`${attributes} is reported once in the console, and the chat works`, async ({ page, visit, chatbot, expectedConsoleMessages }) => {
    expectedConsoleMessages.push(/^ocs-chat:/);
    const messages = collectMessages(page);
    await visit(`<script async src="/embed.js" data-chatbot-id="${chatbot.id}" ${attributes}></script>`);
    // The code that reports invalid options loads when the visitor hovers over the launcher.
    await page.locator('ocs-chat').getByRole('button').hover();
    await expect.poll(() => messages()).toEqual([`ocs-chat: ${message}.`]);
    await expect(new Widget(page).launcher).toBeVisible();
  });
}

for (const number of ['1.5', '-1', 'two', '99999999999999999999']) {
  test(`version-number="${number}" is reported, and the chat uses the default version`, async ({ page, visit, chatbot, api, expectedConsoleMessages }) => {
    expectedConsoleMessages.push(/^ocs-chat:/);
    const messages = collectMessages(page);
    await visit(element(chatbot, api, `version-number="${number}"`));
    const widget = new Widget(page);
    await widget.open();
    await widget.ask('which version?');
    expect(messages()).toEqual([`ocs-chat: version-number must be a whole number, not "${number}".`]);
  });
}

test.describe('texts', () => {
  test.use({ attributes: 'data-header-text="Ask Pat" data-button-text="Questions?"' });
  test('header-text and button-text are shown', async ({ widget, page }) => {
    const launcher = widget.host.getByRole('button', { name: 'Questions?' });
    await expect(launcher).toHaveText('Questions?');
    await launcher.click();
    await expect(widget.host.getByRole('heading', { name: 'Ask Pat' })).toBeVisible();
    await expect(widget.host.getByRole('dialog', { name: 'Ask Pat' })).toBeVisible();
    await expect(widget.button('Attach files')).toHaveCount(0);
  });
});

test('placeholder is shown before and after the application loads, and can be changed', async ({ page, visit, scriptTag }) => {
  const release = await holdRequests(page, '**/*.wasm');
  await visit(scriptTag('data-placeholder="Ask about your order"'));
  const widget = new Widget(page);
  await widget.launcher.click();
  const placeholderWindow = page.locator('ocs-chat [part=frame]');
  await expect(placeholderWindow.getByRole('textbox')).toHaveAttribute('placeholder', 'Ask about your order');
  release();
  await expect(placeholderWindow).toHaveCount(0);
  await expect(widget.field).toHaveAttribute('placeholder', 'Ask about your order');
  await widget.host.evaluate((host) => (host.placeholder = 'Ask again'));
  await expect(widget.field).toHaveAttribute('placeholder', 'Ask again');
  await widget.host.evaluate((host) => (host.placeholder = null));
  await expect(widget.field).toHaveAttribute('placeholder', 'Type a message…');
});

test('the header shows the name of the chatbot if header-text is missing', async ({ widget, chatbot }) => {
  await chatbot.update({ name: 'Robo' });
  await widget.open();
  await expect(widget.host.getByRole('heading', { name: 'Chat' })).toBeVisible();
  await widget.ask('who are you');
  await expect(widget.host.getByRole('heading', { name: 'Robo' })).toBeVisible();
});

test.describe('visible', () => {
  test.use({ attributes: 'data-visible="true"' });
  test('opens the window immediately without taking the focus from the page', async ({ widget, page }) => {
    await expect(widget.window).toBeVisible();
    await expect(page.locator('body')).toBeFocused();
  });
});

test('visible can be changed while the page runs', async ({ page, visit, chatbot, api }) => {
  await visit(element(chatbot, api));
  const widget = new Widget(page);
  await expect(widget.launcher).toBeVisible();
  await widget.host.evaluate((host) => host.setAttribute('visible', 'true'));
  await expect(widget.window).toBeVisible();
  await widget.host.evaluate((host) => (host.visible = false));
  await expect(widget.window).toBeHidden();
  await expect(widget.launcher).toBeVisible();
});

for (const [position, left, right] of [
  ['left', 20, 860],
  ['center', 440, 440],
  ['right', 860, 20],
]) {
  test(`launcher and window are at position ${position}`, async ({ page, visit, scriptTag }) => {
    await visit(scriptTag(`data-position="${position}"`));
    const widget = new Widget(page);
    const launcher = await widget.launcher.boundingBox();
    await widget.open();
    const window = await widget.window.boundingBox();
    expect(Math.round(window.x)).toBe(left);
    expect(Math.round(1280 - window.x - window.width)).toBe(right);
    const middle = launcher.x + launcher.width / 2;
    expect(middle).toBeGreaterThan(window.x);
    expect(middle).toBeLessThan(window.x + window.width);
  });
}

test('the default api-base-url is that of Open Chat Studio', async ({ page, visit, chatbot, expectedConsoleMessages }) => {
  expectedConsoleMessages.push(/violates connect-src/, /Content Security Policy/);
  await visit(`<script async src="/embed.js" data-chatbot-id="${chatbot.id}"></script>`);
  const widget = new Widget(page);
  await widget.open();
  const refused = page.waitForEvent('console', (message) => message.text().startsWith('violates connect-src'));
  await widget.say('anybody there?');
  expect((await refused).text()).toContain('https://www.openchatstudio.com/api/chat/start/');
});

test('an api-base-url may end with a slash', async ({ page, visit, chatbot, api }) => {
  await visit(`<script async src="/embed.js" data-chatbot-id="${chatbot.id}" data-embed-key="${chatbot.key}"
    data-api-base-url="${api}/"></script>`);
  const widget = new Widget(page);
  await widget.open();
  await widget.ask('slash');
});

test.describe('language', () => {
  test('sets the texts, the direction and the name of the launcher', async ({ page, visit, scriptTag }) => {
    await visit(scriptTag('data-language="ar"'));
    const launcher = page.locator('ocs-chat').getByRole('button');
    await expect(launcher).toHaveAccessibleName('محادثة');
    await launcher.hover();
    await expect(launcher).toHaveAccessibleName('فتح المحادثة');
    await launcher.click();
    const field = page.locator('ocs-chat').getByRole('textbox');
    await expect(field).toBeFocused();
    await expect(field).toHaveAttribute('placeholder', /اكتب/);
    const root = page.locator('ocs-chat .root');
    await expect(root).toHaveAttribute('dir', 'rtl');
    await expect(root).toHaveAttribute('lang', 'ar');
    // The application's window has replaced its placeholder.
    await expect(page.locator('ocs-chat .frame')).toHaveCount(0);
    await expect(page.locator('ocs-chat [part=close]')).toBeVisible();
    // The close button is at the end of the header, which is on the left in Arabic.
    const header = await page.locator('ocs-chat header').boundingBox();
    const close = await page.locator('ocs-chat [part=close]').boundingBox();
    expect(close.x - header.x).toBeLessThan(24);
  });

  test('a region without its own texts uses those of its language', async ({ page, visit, scriptTag }) => {
    await visit(scriptTag('data-language="de-AT"'));
    const launcher = page.locator('ocs-chat').getByRole('button');
    await launcher.hover();
    await expect(launcher).toHaveAccessibleName('Chat öffnen');
  });

  test.describe('of the browser', () => {
    test.use({ locale: 'fr-FR' });
    test('is the default', async ({ page, visit, scriptTag }) => {
      await visit(scriptTag());
      const launcher = page.locator('ocs-chat').getByRole('button');
      await launcher.hover();
      await expect(launcher).toHaveAccessibleName('Ouvrir le chat');
    });
  });
});

test('two widgets on one page work side by side', async ({ page, visit, chatbot, api }) => {
  await visit(`${element(chatbot, api, 'id="one" position="left"')}
    ${elementMarkup(chatbot, api, 'id="two"')}`);
  const [one, two] = [new Widget(page, '#one'), new Widget(page, '#two')];
  await one.open();
  await two.open();
  await one.ask('to the left');
  await two.ask('to the right');
  await expect(one.own).toHaveText(['to the left']);
  await expect(two.own).toHaveText(['to the right']);
  await page.reload();
  // The order of opening must not matter.
  await two.open();
  await one.open();
  await expect(one.own).toHaveText(['to the left']);
  await expect(two.own).toHaveText(['to the right']);
});

test('a removed element stops its requests and continues when it is inserted again', async ({ page, visit, chatbot, api }) => {
  await page.clock.install();
  await visit(element(chatbot, api));
  const widget = new Widget(page);
  await widget.open();
  await widget.say('slow 1');
  await expect.poll(async () => (await chatbot.receivedRequests('message')).length).toBe(1);
  await page.evaluate(() => {
    window.kept = document.querySelector('ocs-chat');
    window.kept.remove();
  });
  await page.clock.runFor(1_000);
  const before = (await chatbot.receivedRequests()).length;
  await page.clock.runFor(120_000);
  expect((await chatbot.receivedRequests()).length).toBe(before);
  await page.evaluate(() => document.body.append(window.kept));
  await expect(widget.window).toBeVisible();
  await page.clock.runFor(2_000);
  await expect(widget.answers).toHaveText(['That took a while. Thank you for waiting.']);
  await expect(widget.own).toHaveText(['slow 1']);
  expect(await chatbot.receivedRequests('start')).toHaveLength(1);
});

test('an element that is inserted again keeps its draft and stays closed', async ({ page, visit, chatbot, api }) => {
  await visit(element(chatbot, api, 'visible="true"'));
  const widget = new Widget(page);
  await widget.field.fill('half a sent');
  await widget.button('Close chat').click();
  await widget.host.evaluate((host) => {
    host.remove();
    setTimeout(() => document.body.append(host), 50);
  });
  await expect(widget.launcher).toBeVisible();
  await expect(widget.window).toBeHidden();
  await widget.host.evaluate((host) => host.setAttribute('header-text', 'Other'));
  await expect(widget.window).toBeHidden();
  await widget.open();
  await expect(widget.field).toHaveValue('half a sent');
  await expect(widget.host.getByRole('heading', { name: 'Other' })).toBeVisible();
});

test('an attribute visible before chatbot-id opens the window once, without an event', async ({ page, visit, chatbot, api }) => {
  await page.addInitScript(() => {
    window.opened = 0;
    document.addEventListener('ocs:open', () => (window.opened += 1));
  });
  await visit(`<ocs-chat visible="true" chatbot-id="${chatbot.id}" embed-key="${chatbot.key}" api-base-url="${api}"></ocs-chat>
    <script async src="/embed.js"></script>`);
  const widget = new Widget(page);
  await widget.field.fill('good day');
  expect(await page.evaluate(() => window.opened)).toBe(0);
  await widget.button('Close chat').click();
  await page.reload();
  await expect(widget.launcher).toBeVisible();
  await widget.host.evaluate((host) => host.getVersion());
  expect(await widget.host.evaluate((host) => host.visible)).toBe(false);
  await expect(widget.window).toBeHidden();
});

test('visible can be set while the element is not in the page', async ({ page, visit, chatbot, api }) => {
  await visit(element(chatbot, api));
  const widget = new Widget(page);
  await widget.open();
  await widget.button('Close chat').click();
  const removed = await widget.host.elementHandle();
  const visible = await removed.evaluate(async (host) => {
    host.remove();
    await new Promise((resolve) => setTimeout(resolve));
    host.visible = true;
    return host.visible;
  });
  expect(visible).toBe(true);
  await page.evaluate((host) => document.body.append(host), removed);
  await expect(widget.window).toBeVisible();
});

test('a widget that replaces another after a page transition continues its conversation', async ({ page, visit, chatbot, api }) => {
  await visit(element(chatbot, api));
  const widget = new Widget(page);
  await widget.open();
  await widget.ask('before');
  await widget.host.evaluate(async (old) => {
    const copy = old.cloneNode();
    copy.id = 'copy';
    old.after(copy);
    await new Promise((resolve) => copy.getVersion().then(resolve));
    await new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)));
    old.remove();
  });
  const copy = new Widget(page, '#copy');
  await copy.open();
  await expect(copy.own).toHaveText(['before']);
  await copy.ask('after');
  await page.reload();
  await widget.open();
  await expect(widget.own).toHaveText(['before', 'after']);
});

test('the confirmation before a new chat keeps its focus when an option changes', async ({ page, visit, chatbot, api }) => {
  await visit(element(chatbot, api));
  const widget = new Widget(page);
  await widget.open();
  await widget.ask('good day');
  await widget.button('Start new chat').click();
  const confirm = widget.host.getByRole('alertdialog').getByRole('button', { name: 'Start new chat' });
  await page.keyboard.press('Tab');
  await expect(confirm).toBeFocused();
  await widget.host.evaluate((host) => (host.bannerMessage = 'Closed today'));
  await expect(widget.host.getByText('Closed today')).toBeVisible();
  await expect(confirm).toBeFocused();
});

test('visible may be set before the script loads', async ({ page, visit, chatbot, api }) => {
  await visit(elementMarkup(chatbot, api));
  await page.evaluate(() => {
    document.querySelector('ocs-chat').visible = true;
    const script = document.createElement('script');
    const policy = window.trustedTypes.createPolicy('test', { createScriptURL: (url) => url });
    script.src = policy.createScriptURL('/embed.js');
    document.head.append(script);
  });
  const widget = new Widget(page);
  await expect(widget.window).toBeVisible();
  await widget.button('Close chat').click();
  expect(await widget.host.evaluate((host) => host.visible)).toBe(false);
});

test('each user-id has its own conversation', async ({ page, visit, chatbot, api }) => {
  await visit(element(chatbot, api, 'user-id="ann"'));
  const widget = new Widget(page);
  await widget.open();
  await widget.ask('I am Ann');
  await widget.host.evaluate((host) => host.setAttribute('user-id', 'bob'));
  await expect(widget.own).toHaveCount(0);
  await widget.ask('I am Bob');
  await expect(widget.own).toHaveText(['I am Bob']);
  await widget.host.evaluate((host) => host.setAttribute('user-id', 'ann'));
  await expect(widget.own).toHaveText(['I am Ann']);
});

test('the script element works from another origin, such as a CDN', async ({ page, visit, chatbot, api, site }) => {
  const cdn = site.url.replace('localhost', '127.0.0.1');
  await visit(
    `<script async src="${cdn}/embed.js" data-chatbot-id="${chatbot.id}" data-embed-key="${chatbot.key}"
      data-api-base-url="${api}" data-language="de"></script>`,
    {
      policy: `default-src 'none'; script-src ${cdn} 'wasm-unsafe-eval'; connect-src ${cdn} ${api}; img-src data:;
        require-trusted-types-for 'script'`.replace(/\s+/g, ' '),
    },
  );
  const chat = page.locator('ocs-chat');
  await chat.getByRole('button', { name: 'Chat' }).click();
  await chat.getByRole('textbox').fill('von fern');
  await chat.getByRole('textbox').press('Enter');
  await expect(chat.locator('.row.bot .markdown')).toHaveText('You said: von fern');
});

test('an element that is moved keeps its conversation and draft', async ({ page, visit, chatbot, api }) => {
  await visit(`${element(chatbot, api)}<main></main>`);
  const widget = new Widget(page);
  await widget.open();
  await widget.ask('before');
  await widget.field.fill('half a mess');
  await page.evaluate(() => document.querySelector('main').append(document.querySelector('ocs-chat')));
  await expect(widget.own).toHaveText(['before']);
  await expect(widget.field).toHaveValue('half a mess');
});

const TYPE_MESSAGES = ['button-text must be a string', 'icon-url must be', 'language must be', 'theme must be'];

for (const [kind, set, expected] of [
  ['a BigInt as user-id', (host) => (host.userId = 12345678901234567890n)],
  ['a BigInt as version-number', (host) => (host.versionNumber = 10n)],
  ['symbols as options', (host) => host.update({ theme: Symbol('a'), buttonText: Symbol('b'), iconUrl: Symbol('c'), language: Symbol('d') }), TYPE_MESSAGES],
  [
    'objects without prototype as options',
    (host) => host.update(Object.fromEntries(['theme', 'buttonText', 'iconUrl', 'language'].map((key) => [key, Object.create(null)]))),
    TYPE_MESSAGES,
  ],
  [
    'an object that contains itself as welcome-messages',
    (host) => (host.welcomeMessages = ((it) => Object.assign(it, { it }))({})),
    ['welcome-messages must be a JSON array of strings, not "\\[object Object\\]"'],
  ],
]) {
  test(`the chat works with ${kind}`, async ({ page, visit, chatbot, api, expectedConsoleMessages }) => {
    // The server refuses the version-number: only visitors who are logged in may choose one.
    expectedConsoleMessages.push(/^ocs-chat:/, FAILED_REQUEST);
    const messages = collectMessages(page);
    await visit(element(chatbot, api));
    await page.waitForFunction(() => customElements.get('ocs-chat'));
    await page.locator('ocs-chat').evaluate(set);
    await page.locator('ocs-chat').getByRole('button').first().click();
    await expect(page.locator('ocs-chat .root textarea')).toBeFocused();
    await page.keyboard.type('hello');
    await page.keyboard.press('Enter');
    if (expected) await expect.poll(() => messages().sort()).toEqual(expected.map((start) => expect.stringMatching(`^ocs-chat: ${start}`)));
    await expect.poll(async () => (await chatbot.receivedRequests('start')).length).toBe(1);
  });
}

test('false as a property does not become a text', async ({ page, visit, chatbot, api }) => {
  await visit(element(chatbot, api));
  const widget = new Widget(page);
  const title = widget.host.getByRole('heading');
  await widget.open();
  const read = async () => [await title.textContent(), await widget.field.getAttribute('placeholder'), await widget.host.locator('.launcher').textContent()];
  const before = await read();
  await widget.host.evaluate((host) =>
    Object.assign(host, { headerText: false, placeholder: false, buttonText: false, userId: false, bannerMessage: 'All is set' }),
  );
  await expect(widget.host.getByText('All is set')).toBeVisible();
  expect(await read()).toEqual(before);
  await widget.ask('good day');
  const [{ body }] = await chatbot.receivedRequests('start');
  expect(body.participant_remote_id).toMatch(/^ocs:/);
});

test('a language tag may have underscores', async ({ page, visit, scriptTag }) => {
  await visit(scriptTag('data-language="zh_Hant_TW"'));
  await page.locator('ocs-chat button[part~="launcher"]').click();
  await expect(page.locator('ocs-chat section.window textarea')).toBeFocused();
  await expect(page.locator('ocs-chat .root')).toHaveAttribute('lang', 'zh-Hant-TW');
});

test('a list with entries that are not texts is reported and ignored', async ({ page, visit, scriptTag, expectedConsoleMessages }) => {
  expectedConsoleMessages.push(/^ocs-chat: starter-questions/);
  const messages = collectMessages(page);
  const list = '[{"text":"Hi"}, "Where?"]';
  await visit(scriptTag(`data-starter-questions='${list}'`));
  const widget = new Widget(page);
  await widget.open();
  await expect.poll(() => messages()).toEqual([`ocs-chat: starter-questions must be a JSON array of strings, not "${list}".`]);
  await expect(widget.host.locator('[part~="starter-question"]')).toHaveCount(0);
  await widget.ask('good day');
});

test('relative addresses follow the base address of the page', async ({ page, visit, scriptTag, site, api }) => {
  const from = site.requests.length;
  site.put('/base/icon.svg', '<svg xmlns="http://www.w3.org/2000/svg" width="24" height="24"/>', { 'content-type': 'image/svg+xml' });
  site.put('/base/texts.json', JSON.stringify({ 'branding.headerText': 'Ask us' }), { 'content-type': 'application/json' });
  const policy = strictPolicy(api).replace("base-uri 'none'", "base-uri 'self'");
  await visit(scriptTag('data-icon-url="icon.svg" data-translations-url="texts.json"'), { head: '<base href="/base/">', policy });
  const widget = new Widget(page);
  await widget.open();
  await expect(widget.host.getByRole('heading', { name: 'Ask us' })).toBeVisible();
  await expect.poll(() => widget.host.locator('.launcher img').evaluate((image) => [image.src, image.naturalWidth])).toEqual([`${site.url}/base/icon.svg`, 24]);
  expect(site.requests.slice(from).filter((path) => ['/icon.svg', '/texts.json'].includes(path))).toEqual([]);
});

test('a language of the browser that is not a language tag is corrected', async ({ page, visit, scriptTag }) => {
  await page.addInitScript(() => {
    Object.defineProperty(navigator, 'languages', { value: ['C', 'x_invalid_@', 'de_AT@euro', 'fr'] });
    Object.defineProperty(navigator, 'language', { value: 'de_AT@euro' });
  });
  await visit(scriptTag());
  const launcher = page.locator('ocs-chat').getByRole('button');
  await launcher.hover();
  await expect(launcher).toHaveAccessibleName('Chat öffnen');
  await launcher.click();
  await expect(page.locator('ocs-chat .root')).toHaveAttribute('lang', 'de-AT');
});

test('texts of the wrong type at translations-url are reported by name, and the others are used', async ({
  page,
  visit,
  scriptTag,
  site,
  expectedConsoleMessages,
}) => {
  expectedConsoleMessages.push(/^ocs-chat: "/);
  const messages = collectMessages(page);
  const texts = {
    'launcher.open': 5,
    'content.welcomeMessages': 'Hello',
    'content.starterQuestions': [1],
    'branding.headerText': 'Ask us',
    'window.send': ['x'],
  };
  site.put('/wrong.json', JSON.stringify(texts), { 'content-type': 'application/json' });
  await visit(scriptTag('data-translations-url="/wrong.json"'));
  const widget = new Widget(page);
  await widget.open();
  await expect(widget.host.getByRole('heading', { name: 'Ask us' })).toBeVisible();
  expect(messages()).toEqual([
    'ocs-chat: "launcher.open" in the file at translations-url must be a string.',
    'ocs-chat: "content.welcomeMessages" in the file at translations-url must be an array of strings.',
    'ocs-chat: "content.starterQuestions" in the file at translations-url must be an array of strings.',
    'ocs-chat: "window.send" in the file at translations-url must be a string.',
  ]);
  await widget.ask('good day');
});
