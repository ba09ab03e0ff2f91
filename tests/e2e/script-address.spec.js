// Options for pages whose tag manager removes the attributes of the script: in its address, and in `window.ocsChatOptions`.

import { readFile } from 'node:fs/promises';
import { Widget, elementMarkup, expect, test as base } from './support/test.js';

const test = base.extend({
  /** A script element with the test's chatbot and further parameters in its address. */
  scriptWithParameters: ({ api, chatbot }, use) =>
    use((parameters = {}, attributes = `data-api-base-url="${api}"`) => {
      const query = new URLSearchParams({ 'chatbot-id': chatbot.id, 'embed-key': chatbot.key, ...parameters });
      // A question mark may be unescaped in a query.
      return `<script async src="/embed.js?${String(query).replaceAll('&', '&amp;').replaceAll('%3F', '?')}#fragment" ${attributes}></script>`;
    }),
  /** Sets `window.ocsChatOptions` before the page's scripts run, with the test's chatbot and server unless they are given. */
  setPageOptions: ({ page, api, chatbot }, use) =>
    use((options) =>
      page.addInitScript(
        (all) => {
          window.ocsChatOptions = all;
        },
        { chatbotId: chatbot.id, embedKey: chatbot.key, apiBaseUrl: api, ...options },
      ),
    ),
  /** The widget's messages in the console. */
  messages: async ({ page, expectedConsoleMessages }, use) => {
    const messages = [];
    expectedConsoleMessages.push(/^ocs-chat: /);
    page.on('console', (message) => message.text().startsWith('ocs-chat: ') && messages.push(message.text()));
    await use(messages);
  },
});

const heading = (widget) => widget.window.getByRole('heading');

test('options in the address take effect before and after the bundle has loaded', async ({ page, visit, scriptWithParameters }) => {
  await visit(scriptWithParameters({ position: 'left', 'button-text': 'Fragen & Antworten', 'header-text': 'Café 100%?', 'allow-attachments': 'true' }));
  const widget = new Widget(page);
  const launcher = widget.host.locator('button.launcher');
  await expect(launcher).toHaveText('Fragen & Antworten');
  await expect(launcher).toHaveClass(/left/);
  await launcher.click();
  await expect(heading(widget)).toHaveText('Café 100%?');
  await expect(widget.button('Attach files')).toBeVisible();
  await widget.ask('good day');
});

test('the page’s options have the meaning of attributes, and can be lists', async ({ page, visit, setPageOptions, chatbot }) => {
  await setPageOptions({
    position: 'left',
    theme: undefined,
    welcomeMessages: ['Hello!', 'Ask me.'],
    starterQuestions: ['Why?'],
    pageContext: { page: 'shop' },
  });
  await page.addInitScript(() => Object.assign(window.ocsChatOptions, { headerText: undefined, buttonText: null }));
  await visit('<script async src="/embed.js"></script>');
  const widget = new Widget(page);
  await expect(widget.launcher).toHaveClass(/\bleft\b/);
  await expect(widget.launcher).toHaveText('');
  await expect(widget.host).toHaveAttribute('chatbot-id', chatbot.id);
  await widget.open();
  await expect(widget.log.getByText('Ask me.')).toBeVisible();
  await widget.button('Why?').click();
  await expect(widget.answers.last()).toContainText('You said: Why?');
  const [{ body }] = await chatbot.receivedRequests('message');
  expect(body.context).toEqual({ page: 'shop' });
});

test('an attribute takes precedence over the address, and the address over the page’s options', async ({
  page,
  visit,
  scriptWithParameters,
  setPageOptions,
}) => {
  const from = (source, ...keys) => Object.fromEntries(keys.map((key) => [key, source]));
  await setPageOptions({ position: 'center', ...from('page', 'buttonText', 'headerText', 'placeholder', 'bannerMessage', 'typingIndicatorText') });
  await visit(
    scriptWithParameters(
      from('address', 'button-text', 'header-text', 'placeholder', 'banner-message'),
      'data-button-text="attribute" data-banner-message="attribute"',
    ),
  );
  const widget = new Widget(page);
  const launcher = widget.host.locator('button.launcher');
  await expect(launcher).toHaveText('attribute');
  await expect(launcher).toHaveClass(/center/);
  await launcher.click();
  await expect(heading(widget)).toHaveText('address');
  await expect(widget.field).toHaveAttribute('placeholder', 'address');
  await expect(widget.window.locator('[part="banner"]:not([hidden])')).toHaveText('attribute');
  expect(await widget.host.evaluate((host) => [host.buttonText, host.headerText, host.typingIndicatorText])).toEqual(['attribute', 'address', 'page']);
  await widget.host.evaluate((host) => host.setAttribute('placeholder', 'later'));
  await expect(widget.field).toHaveAttribute('placeholder', 'later');
});

test('the address can set neither other servers nor the identity of visitors', async ({ page, visit, scriptWithParameters, api, chatbot, messages }) => {
  const schema = JSON.parse(await readFile(new URL('../../www/widget/options/schema.json', import.meta.url), 'utf8'));
  const names = Object.entries(schema.options).flatMap(([name, { address }]) => (address === false ? [name] : []));
  expect(names).toEqual(expect.arrayContaining(['api-base-url', 'translations-url', 'session-id', 'session-token', 'user-id', 'consent']));
  const requests = [];
  page.on('request', (request) => requests.push(request.url()));
  const parameters = Object.fromEntries(names.map((name) => [name, `https://evil.example/${name}`]));
  await visit(scriptWithParameters({ ...parameters, translationsUrl: 'https://evil.example/camel-case' }));
  const widget = new Widget(page);
  await widget.open();
  await widget.ask('who hears this?');
  expect(await chatbot.receivedTexts()).toEqual(['who hears this?']);
  expect(requests.filter((url) => new URL(url).hostname === 'evil.example')).toEqual([]);
  expect(requests.some((url) => url.startsWith(`${api}/api/chat/start/`))).toBe(true);
  const [start] = await chatbot.receivedRequests('start');
  expect(JSON.stringify(start)).not.toContain('evil');
  await expect(widget.host).not.toHaveAttribute('translations-url');
  const sentences = [...names, 'translations-url'].map(
    (name) => `ocs-chat: the address of the script cannot set ${name}: use the attribute data-${name} or window.ocsChatOptions.`,
  );
  await expect.poll(() => messages.toSorted()).toEqual([...new Set(sentences)].sort());
});

test('a forbidden parameter does not override the page’s options', async ({ page, visit, scriptWithParameters, setPageOptions, site, messages }) => {
  site.put('/texts.json', '{ "branding.headerText": "Own title" }', { 'content-type': 'application/json' });
  await setPageOptions({ translationsUrl: '/texts.json' });
  await visit(scriptWithParameters({ 'translations-url': '/evil.json' }, ''));
  const widget = new Widget(page);
  await widget.open();
  await expect(heading(widget)).toHaveText('Own title');
  await expect.poll(() => messages).toHaveLength(1);
});

test('an unknown parameter is reported in one sentence, and has no effect', async ({ page, visit, scriptWithParameters, messages }) => {
  await visit(scriptWithParameters({ v: '3', onclick: 'alert(1)', class: 'evil' }));
  const widget = new Widget(page);
  await widget.open();
  await widget.ask('good day');
  await expect
    .poll(() => messages)
    .toEqual(['v', 'onclick', 'class'].map((name) => `ocs-chat: there is no option ${name}, which the address of the script sets.`));
  expect(await widget.host.evaluate((host) => ['v', 'onclick', 'class'].filter((name) => host.hasAttribute(name)))).toEqual([]);
});

test('a version for caches is not reported', async ({ page, visit, scriptTag, messages }) => {
  await visit(scriptTag('data-visible="maybe"').replace('/embed.js', '/embed.js?ver=6.5'));
  const widget = new Widget(page);
  await widget.open();
  await widget.ask('good day');
  // The sentence about the invalid option comes from the same module.
  await expect.poll(() => messages).toEqual(['ocs-chat: visible must be "true" or "false", not "maybe".']);
});

test('an unknown option of the page is reported in one sentence', async ({ page, visit, setPageOptions, messages }) => {
  await setPageOptions({ colour: 'red' });
  await visit('<script async src="/embed.js"></script>');
  await new Widget(page).open();
  await expect.poll(() => messages).toEqual(['ocs-chat: there is no option colour, which window.ocsChatOptions sets.']);
});

for (const [kind, declaration] of [
  ['a function that returns false', 'consent: () => false'],
  ['undefined', 'consent: undefined'],
]) {
  test(`nothing is stored if consent in the page’s options is ${kind}`, async ({ page, visit, api, chatbot }) => {
    await page.addInitScript(`window.ocsChatOptions = { chatbotId: '${chatbot.id}', embedKey: '${chatbot.key}', apiBaseUrl: '${api}', ${declaration} }`);
    await visit('<script async src="/embed.js"></script>');
    const widget = new Widget(page);
    await widget.open();
    await widget.ask('good day');
    expect(await page.evaluate(() => [...Object.keys(localStorage), ...Object.keys(sessionStorage)].filter((key) => key.startsWith('ocs-chat')))).toEqual([]);
  });
}

for (const type of ['text/javascript', 'module']) {
  test(`the chat works if a tag manager inserts the script (${type}) without its attributes`, async ({ page, visit, site, api, chatbot }) => {
    await visit('<p>A page</p>', { policy: '' });
    const tag = `<script>window.ocsChatOptions = { chatbotId: '${chatbot.id}', embedKey: '${chatbot.key}', apiBaseUrl: '${api}' };</script>
      <script async data-position="center" src="${site.url}/embed.js?position=left"></script>`;
    await page.evaluate(
      ([tag, type]) => {
        const container = document.createElement('div');
        container.innerHTML = tag;
        document.body.append(container);
        for (const script of container.querySelectorAll('script')) {
          const { src, text } = script;
          script.replaceWith(Object.assign(document.createElement('script'), src ? { src, type } : { text }));
        }
      },
      [tag, type],
    );
    const widget = new Widget(page);
    await expect(widget.launcher).toHaveClass(/\bleft\b/);
    await widget.open();
    await widget.ask('good day');
    await expect(widget.host).toHaveCount(1);
  });
}

test('options remain when a framework replaces the body with a copy', async ({ page, visit, scriptWithParameters, setPageOptions }) => {
  await setPageOptions({ typingIndicatorText: 'page' });
  await visit('<p>A page</p>', { head: scriptWithParameters({ 'header-text': 'address', placeholder: 'address' }) });
  const widget = new Widget(page);
  await expect(widget.launcher).toBeVisible();
  await page.evaluate(() => document.body.replaceWith(document.body.cloneNode(true)));
  await expect(widget.host).toHaveCount(1);
  await widget.open();
  await expect(heading(widget)).toHaveText('address');
  await expect(widget.field).toHaveAttribute('placeholder', 'address');
  expect(await widget.host.evaluate((host) => host.typingIndicatorText)).toBe('page');
});

test('the page’s options do not apply to elements in its markup', async ({ page, visit, setPageOptions, chatbot, api }) => {
  await setPageOptions({ chatbotId: undefined, position: 'left', headerText: 'page', placeholder: 'page' });
  await visit(`${elementMarkup(chatbot, api, 'header-text="own"')}<script async src="/embed.js"></script>`);
  const widget = new Widget(page);
  await expect(widget.host).toHaveCount(1);
  await expect(widget.launcher).not.toHaveClass(/left/);
  await widget.open();
  await expect(heading(widget)).toHaveText('own');
  await expect(widget.field).not.toHaveAttribute('placeholder', 'page');
});

test('elements whose id is the name of the page’s options object set no options', async ({ page, visit, scriptTag, chatbot, expectedConsoleMessages }) => {
  expectedConsoleMessages.push(/^ocs-chat: there is no option \d, which window/);
  const evil = (name) => `<a id="ocsChatOptions" name="${name}" href="https://evil.example/"></a>`;
  await visit(`${evil('apiBaseUrl')}${evil('translationsUrl')}<form id="ocsChatOptions"><input name="headerText" value="evil"></form>${scriptTag()}`);
  const widget = new Widget(page);
  await widget.open();
  await widget.ask('who hears this?');
  expect(await chatbot.receivedTexts()).toEqual(['who hears this?']);
  await expect(heading(widget)).not.toHaveText('evil');
});
