// Pages that use the names of the browser's globals, and of properties of the document, for something else.

import { KINDS, NAMES, usedGlobals } from './support/taken-names.js';
import { Widget, expect, test } from './support/test.js';

async function converse(page, chatbot) {
  const widget = new Widget(page);
  await widget.open();
  await widget.ask('good day');
  await widget.ask('markdown', 'A heading');
  await page.reload();
  await expect(widget.own).toHaveText(['good day', 'markdown']);
  await widget.open();
  await widget.ask('again');
  expect(await chatbot.receivedTexts()).toEqual(['good day', 'markdown', 'again']);
}

test('the list of names can be read', () => {
  expect(NAMES.length).toBeGreaterThan(35);
  for (const name of ['Window', 'Request', 'fetch', 'HTMLElement', 'CustomEvent']) expect(NAMES).toContain(name);
});

test('every global that the widget uses is in the list', () => {
  const used = usedGlobals();
  expect([...used.keys()]).toContain('fetch');
  // Pages cannot declare the first three. www/globals exports the others separately.
  for (const name of [...NAMES, 'document', 'window', 'location', 'XMLHttpRequest', 'CSSStyleSheet', 'self']) used.delete(name);
  expect(Object.fromEntries(used)).toEqual({});
});

for (const [kind, statement] of Object.entries(KINDS)) {
  const script = NAMES.map(statement).join('\n');

  test(`the chat works on a page that replaces each name with ${kind}, before its script`, async ({ page, visit, scriptTag, site, chatbot }) => {
    site.put('/page.css', 'p { color: red }', { 'content-type': 'text/css' });
    site.put('/taken.js', script, { 'content-type': 'text/javascript' });
    await visit(scriptTag(), { head: '<link rel="stylesheet" href="/page.css"><script src="/taken.js"></script>' });
    await converse(page, chatbot);
  });

  test(`the chat works on a page that replaces each name with ${kind}, after its script`, async ({ page, visit, scriptTag, site, chatbot }) => {
    site.put('/taken.js', script, { 'content-type': 'text/javascript' });
    await visit(`${scriptTag().replace('async ', '')}<script src="/taken.js"></script>`);
    await converse(page, chatbot);
  });
}

for (const [kind, declaration] of [
  ['class', (name) => `class ${name} {}`],
  ['constant', (name) => `const ${name} = undefined;`],
]) {
  test(`the chat works on a page that declares a ${kind} with each name`, async ({ page, visit, scriptTag, site, chatbot }) => {
    // A script that declares a name that cannot be declared does not run, so each is in its own.
    NAMES.forEach((name, number) => site.put(`/declared-${number}.js`, declaration(name), { 'content-type': 'text/javascript' }));
    await visit(NAMES.map((_, number) => `<script src="/declared-${number}.js"></script>`).join('') + scriptTag());
    await converse(page, chatbot);
  });
}

test('the chat works on a page that declares a function with each name', async ({ page, visit, scriptTag, site, chatbot }) => {
  // This one would replace the registry of the page's own elements.
  const names = NAMES.filter((name) => !['customElements'].includes(name));
  names.forEach((name, number) => site.put(`/declared-${number}.js`, `function ${name}() {}`, { 'content-type': 'text/javascript' }));
  site.put('/page.css', 'p { color: red }', { 'content-type': 'text/css' });
  await visit(names.map((_, number) => `<script src="/declared-${number}.js"></script>`).join('') + scriptTag(), {
    head: '<link rel="stylesheet" href="/page.css">',
  });
  await converse(page, chatbot);
});

for (const [kind, script] of [
  ['a variable', 'var matches = [];'],
  ['a function', 'function matches() { return true }'],
]) {
  test(`clicks cause no error on a page with ${kind} that is named like a method of elements`, async ({ page, visit, scriptTag, site }) => {
    site.put('/matches.js', script, { 'content-type': 'text/javascript' });
    await visit(`<script src="/matches.js"></script><p>text</p>${scriptTag()}`);
    const widget = new Widget(page);
    await expect(widget.launcher).toBeVisible();
    const errors = [];
    page.on('pageerror', ({ message }) => errors.push(message));
    await page.getByText('text').click();
    await widget.open();
    expect(errors).toEqual([]);
  });
}

test('the Back button closes the window on a page that declares a constant named history', async ({ page, visit, scriptTag, site }) => {
  await page.setViewportSize({ width: 390, height: 700 });
  site.put('/history.js', 'const history = [];', { 'content-type': 'text/javascript' });
  await visit(`<script src="/history.js"></script>${scriptTag()}`);
  const url = page.url();
  const widget = new Widget(page);
  await widget.open();
  await expect.poll(() => page.evaluate(() => Boolean(window.history.state))).toBe(true);
  await page.goBack();
  await expect(widget.launcher).toBeVisible();
  await expect(widget.window).toBeHidden();
  expect(page.url()).toBe(url);
});

for (const tag of ['img', 'iframe', 'form']) {
  test(`the chat works on a page with ${tag} elements named like properties of the document`, async ({
    page,
    visit,
    scriptTag,
    chatbot,
    expectedConsoleMessages,
  }) => {
    expectedConsoleMessages.push(/Content Security Policy|frame-src/);
    const properties = [
      'body',
      'head',
      'documentElement',
      'createElement',
      'createElementNS',
      'createTextNode',
      'createComment',
      'createEvent',
      'querySelector',
      'addEventListener',
      'removeEventListener',
      'readyState',
      'scripts',
      'styleSheets',
      'activeElement',
      'visibilityState',
      'hidden',
      'hasFocus',
      'cookie',
      'currentScript',
      'ocsChat',
      'defaultView',
      'getSelection',
      'fetch',
      'requestIdleCallback',
    ];
    await visit(properties.map((name) => `<${tag} name="${name}" id="${name}"></${tag}>`).join('') + scriptTag());
    await expect(page.locator('body > ocs-chat')).toHaveCount(1);
    expect(await page.evaluate(() => typeof window.ocsChat.mount)).toBe('function');
    await converse(page, chatbot);
  });
}

for (const [name, declaration] of [
  ['Set', 'class Set {}'],
  ['Map', 'class Map {}'],
  ['Date', 'function Date() {}'],
  ['Intl', 'window.Intl = {}'],
]) {
  test(`a page that redefines ${name} is reported`, async ({ page, visit, scriptTag, site, expectedConsoleMessages }) => {
    const sentence = /^ocs-chat: the page has replaced built-in objects of the language/;
    expectedConsoleMessages.push(sentence);
    const reported = page.waitForEvent('console', (message) => sentence.test(message.text()));
    site.put('/taken.js', declaration, { 'content-type': 'text/javascript' });
    await visit(scriptTag('data-preload="eager"'), { head: '<script src="/taken.js"></script>' });
    expect((await reported).text()).toContain(`(${name})`);
  });
}

test('a page that declares a constant with the name of the storage keeps the conversation', async ({ page, visit, scriptTag, site }) => {
  site.put('/declared.js', 'const localStorage = {}', { 'content-type': 'text/javascript' });
  await visit(scriptTag(), { head: '<script src="/declared.js"></script>' });
  const widget = new Widget(page);
  await widget.open();
  await widget.ask('good day');
  await widget.button('Close chat').click();
  await page.reload();
  // Without a click: the loader has found the conversation.
  await expect(widget.host.locator('[part~="window"]')).toBeAttached();
  await widget.open();
  await expect(widget.own).toHaveText(['good day']);
});
