// Pages whose styles, scripts or frameworks interfere with the widget.

import { readFile, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { Widget, elementMarkup, expect, test } from './support/test.js';

const STYLES = [
  'letterSpacing',
  'textTransform',
  'fontSize',
  'lineHeight',
  'textAlign',
  'wordSpacing',
  'opacity',
  'direction',
  'color',
  'display',
  'visibility',
  'fontStyle',
  'textIndent',
  'backgroundColor',
  'borderColor',
  'boxShadow',
  'zIndex',
];

/** The computed styles and the box of an element. */
const styleOf = (locator) =>
  locator.evaluate((element, names) => {
    const style = getComputedStyle(element);
    const { width, height, x, y } = element.getBoundingClientRect();
    return { ...Object.fromEntries(names.map((name) => [name, style[name]])), width, height, x, y };
  }, STYLES);

async function stylesOfChat(page) {
  const widget = new Widget(page);
  const styles = [await styleOf(widget.launcher)];
  await widget.open();
  await page.emulateMedia({ reducedMotion: 'reduce' });
  await widget.ask('same');
  await page.mouse.move(1, 1);
  for (const part of ['.bot .bubble', '.own .bubble', 'textarea', 'header', 'h2', '.send', '.window']) {
    styles.push(await styleOf(widget.host.locator(part).last()));
  }
  return styles;
}

/** Page styles that define each custom property that the widget reads and that has no `--ocs-` prefix. */
async function conflictingProperties() {
  const files = (await readdir(process.env.BUNDLE)).filter((name) => /^(embed|chat-.*)\.js$|^ocs-chat-.*\.css$/.test(name));
  const styles = (await Promise.all(files.map((name) => readFile(join(process.env.BUNDLE, name), 'utf8')))).join('');
  const names = new Set(Array.from(styles.matchAll(/var\((--(?!ocs-)[\w-]+)/g), ([, name]) => name));
  expect(names.size).toBeGreaterThan(100);
  return `:root { ${[...names].map((name) => `${name}: ${/size|width|height/.test(name) ? '37px' : /index/.test(name) ? 3 : 'red'};`).join(' ')} }`;
}

for (const [description, css] of [
  ['that defines the same custom properties', conflictingProperties],
  ['that unsets every style', '* { all: unset !important }'],
  ['that hides every element', 'div, button, section, header, textarea, p, span { display: none !important; opacity: 0 !important; zoom: 3 !important }'],
  ['with a root font size of 62.5%', 'html { font-size: 62.5% !important }'],
  [
    'with inherited text styles',
    `body { letter-spacing: .4em; word-spacing: 1em; text-transform: uppercase; direction: rtl; font: italic 30px/3 serif;
     color: red; text-align: justify; text-indent: 2em; white-space: pre; cursor: wait }`,
  ],
  [
    'that styles custom elements',
    ':not(:defined), ocs-chat { position: relative !important; transform: scale(.5) !important; filter: blur(2px); width: 10px; overflow: hidden; contain: strict }',
  ],
]) {
  test(`the widget looks the same on a page ${description}`, async ({ page, visit, scriptTag, site }) => {
    await visit(scriptTag('data-persistent-session="false"'));
    const plain = await stylesOfChat(page);
    const styles = typeof css === 'string' ? css : await css();
    site.put('/hostile.css', styles, { 'content-type': 'text/css' });
    await visit(scriptTag('data-persistent-session="false"'), { head: '<link rel="stylesheet" href="/hostile.css">' });
    expect(await stylesOfChat(page)).toEqual(plain);
    const inherited = await page.locator('ocs-chat').evaluate(
      (host, names) => {
        const style = getComputedStyle(host.shadowRoot.querySelector('.root'));
        return names.filter((name) => /^(red|37px|3)$/.test(style.getPropertyValue(name)));
      },
      styles.match(/--[\w-]+(?=:)/g) ?? [],
    );
    expect(inherited).toEqual([]);
  });
}

test('the chat works on a page that changes the prototypes of built-in objects', async ({ page, visit, scriptTag, chatbot }) => {
  await page.addInitScript(() => {
    // Old libraries make changes like these.
    Array.prototype.toJSON = function () {
      return `[${this.length} things]`;
    };
    String.prototype.toJSON = function () {
      return 'a string';
    };
    Array.prototype.remove = function () {};
    Object.prototype.extra = 'more';
    Array.prototype.find = function (test, self) {
      for (let at = 0; at < this.length; at += 1) if (test.call(self, this[at], at, this)) return this[at];
    };
    const { stringify } = JSON;
    JSON.stringify = (value, ...rest) => stringify({ wrapped: value }, ...rest);
    window.fetch = (
      (real) =>
      (...given) =>
        real(...given)
    )(window.fetch);
    Function.prototype.bind = ((real) =>
      function (...given) {
        return real.apply(this, given);
      })(Function.prototype.bind);
  });
  await visit(scriptTag('data-allow-attachments="true" data-starter-questions=\'["One?", "Two?"]\''));
  const widget = new Widget(page);
  await widget.open();
  await widget.host.getByRole('button', { name: 'Two?' }).click();
  await expect(widget.answers).toHaveText(['You said: Two?']);
  await widget.attach({ name: 'a.txt' });
  await widget.say('a file');
  await expect(widget.answers.last()).toContainText('a.txt');
  await page.reload();
  await expect(widget.answers).toHaveCount(2);
  await widget.open();
  await widget.ask('after');
  expect(await chatbot.receivedTexts()).toEqual(['Two?', 'a file', 'after']);
});

test('the chat works on a page whose JSON.parse returns dates and whose JSON.stringify throws', async ({ page, visit, scriptTag }) => {
  await page.addInitScript(() => {
    // Only the page itself changes these functions, not documents in frames.
    if (window !== top) return;
    const { parse } = JSON;
    JSON.parse = (text, revive) =>
      parse(text, (key, value) => {
        const read = revive ? revive(key, value) : value;
        return typeof read === 'string' && /^\d{4}-\d\d-\d\dT/.test(read) ? new Date(read) : read;
      });
    JSON.stringify = () => {
      throw new Error('broken');
    };
  });
  await visit(scriptTag());
  const widget = new Widget(page);
  await widget.open();
  await widget.ask('good day');
});

for (const [kind, value] of [
  ['a symbol', 'Symbol("x")'],
  ['an object without a prototype', 'Object.create(null)'],
  ['an object that cannot become a text', '{ toString() { throw new Error("on purpose") } }'],
  ['an object', '{ a: 1 }'],
]) {
  test(`${kind} in the page’s options is reported, and is not shown as a text`, async ({ page, visit, chatbot, api, expectedConsoleMessages }) => {
    const reports = [];
    expectedConsoleMessages.push(/^ocs-chat: (header-text|position|button-text) must be /);
    page.on('console', (message) => reports.push(message.text().match(/^ocs-chat: ([\w-]+) must be /)?.[1]));
    const identity = `chatbotId: '${chatbot.id}', embedKey: '${chatbot.key}', apiBaseUrl: '${api}'`;
    await page.addInitScript(`window.ocsChatOptions = { headerText: ${value}, position: ${value}, buttonText: ${value}, ${identity} }`);
    await visit('<script async src="/embed.js"></script>');
    const widget = new Widget(page);
    await expect(widget.launcher).toHaveText('');
    await widget.open();
    await expect(widget.window.getByRole('heading')).toHaveText('Chat');
    await widget.ask('good day');
    await expect.poll(() => reports.filter(Boolean).sort()).toEqual(['button-text', 'header-text', 'position']);
  });
}

test('attributes of the script whose names are invalid on the element are ignored', async ({ page, visit, scriptTag }) => {
  await visit(scriptTag('data-1="one" data--dashed="two" data-@click="three" data-="four" data-header-text="Help"'));
  const widget = new Widget(page);
  await widget.open();
  await expect(widget.window.getByRole('heading')).toHaveText('Help');
});

for (const id of ['a"', '"],body,[x="', '\\', '\n', ']']) {
  test(`the chatbot id ${JSON.stringify(id)} is reported, and selects nothing else`, async ({ page, visit, expectedConsoleMessages }) => {
    const reports = [];
    expectedConsoleMessages.push(/^ocs-chat: chatbot-id must be the UUID of a chatbot/);
    page.on('console', (message) => reports.push(message.text()));
    await page.addInitScript((chatbotId) => {
      window.ocsChatOptions = { chatbotId };
      // The page may have replaced functions that quote texts.
      JSON.stringify = CSS.escape = () => '"';
    }, id);
    await visit('<script async src="/embed.js"></script>');
    await expect(page.locator('body > ocs-chat')).toHaveCount(1);
    await expect.poll(() => reports.filter((text) => /^ocs-chat: chatbot-id must be/.test(text))).toHaveLength(1);
  });
}

test('typing in the chat does not trigger keyboard shortcuts of the page, typing elsewhere does', async ({ page, visit, scriptTag }) => {
  await visit(`<input id="search">${scriptTag()}`);
  await page.evaluate(() => {
    window.pressed = [];
    document.addEventListener('keydown', (event) => {
      window.pressed.push(event.key);
      if (event.target.id === 'search') return;
      event.preventDefault();
      document.querySelector('#search').focus();
    });
  });
  const widget = new Widget(page);
  await widget.launcher.click();
  await expect(widget.field).toBeFocused();
  await expect(widget.host.locator('.frame')).toHaveCount(0);
  await page.keyboard.type('a s b / c');
  await expect(widget.field).toHaveValue('a s b / c');
  expect(await page.evaluate(() => window.pressed)).toEqual([]);
  await page.locator('#search').press('s');
  expect(await page.evaluate(() => window.pressed)).toEqual(['s']);
});

test('the window looks the same on a page without a doctype', async ({ page, site, scriptTag }) => {
  const [quirks, standard] = ['', '<!doctype html>'].map((doctype, index) => {
    const path = `/doctype-${index}-${process.pid}`;
    site.put(path, `${doctype}<title>A page</title><link rel="icon" href="data:,"><body style="color: #fff">${scriptTag('data-theme="light"')}`);
    return site.url + path;
  });
  const lookAt = async (url) => {
    await page.goto(url);
    const widget = new Widget(page);
    await widget.open();
    await widget.host.evaluate((host) => host.newSession());
    await expect(widget.answers).toHaveCount(0);
    await widget.say('table');
    await expect(widget.answers.locator('td').first()).toBeVisible();
    return widget.host.evaluate(({ shadowRoot }) => {
      const { color, fontSize, lineHeight, textAlign } = getComputedStyle(shadowRoot.querySelector('.markdown td'));
      const boxes = ['header', 'form', 'textarea', '.window'].map((selector) => shadowRoot.querySelector(selector).getBoundingClientRect().toJSON());
      return { color, fontSize, lineHeight, textAlign, boxes };
    });
  };
  const expected = await lookAt(standard);
  expect(await lookAt(quirks)).toEqual(expected);
  expect(await page.evaluate(() => document.compatMode)).toBe('BackCompat');
});

test('the transcript scrolls on a page that handles wheel events itself', async ({ page, visit, scriptTag }) => {
  await visit(`<div style="height: 3000px">A page</div>${scriptTag()}`, { policy: null });
  await page.evaluate(() => {
    const scroll = (event) => {
      event.preventDefault();
      scrollBy(0, event.deltaY);
    };
    addEventListener('wheel', scroll, { passive: false });
  });
  const widget = new Widget(page);
  await widget.open();
  await widget.ask('long', 'long');
  await widget.log.evaluate((log) => log.scrollTo({ top: 0, behavior: 'instant' }));
  await widget.log.hover();
  await page.mouse.wheel(0, 200);
  await expect.poll(() => widget.log.evaluate((log) => log.scrollTop)).toBeGreaterThan(0);
  expect(await page.evaluate(() => scrollY)).toBe(0);
  await page.mouse.move(10, 10);
  await page.mouse.wheel(0, 200);
  await expect.poll(() => page.evaluate(() => scrollY)).toBeGreaterThan(0);
});

for (const [phase, capture] of [
  ['bubble', false],
  ['capture', true],
]) {
  test(`a focus trap of the page in the ${phase} phase does not take the focus from the chat`, async ({ page, visit, scriptTag }) => {
    await visit(`<div id="modal" tabindex="-1"><input id="name"></div><button id="behind">Behind</button>${scriptTag()}`);
    await page.evaluate((capture) => {
      const modal = document.querySelector('#modal');
      document.addEventListener('focusin', ({ target }) => modal.contains(target) || modal.focus(), capture);
    }, capture);
    const widget = new Widget(page);
    await widget.launcher.click();
    await expect(widget.host.locator('.frame')).toHaveCount(0);
    await page.locator('#name').focus();
    await widget.field.click();
    await expect(widget.field).toBeFocused();
    await page.keyboard.type('good day');
    await page.keyboard.press('Enter');
    await expect(widget.answers).toHaveText(['You said: good day']);
    // The trap still applies to the page's own elements.
    await page.locator('#behind').focus();
    await expect(page.locator('#modal')).toBeFocused();
  });
}

test('shortcuts of the page in the capture phase receive no keys typed in the chat', async ({ page, visit, scriptTag }) => {
  await visit(`<input id="search">${scriptTag()}`);
  await page.evaluate(() => {
    document.addEventListener(
      'keydown',
      (event) => {
        if (event.target.tagName === 'INPUT') return;
        event.preventDefault();
        document.querySelector('#search').focus();
      },
      true,
    );
  });
  const widget = new Widget(page);
  await widget.open();
  await page.keyboard.type('and/or');
  await expect(widget.field).toHaveValue('and/or');
  await page.keyboard.press('Shift+Enter');
  await page.keyboard.press('Enter');
  await expect(widget.answers).toHaveText([/You said: and\/or/]);
});

test('listeners of the page for input, which stop or prevent it in the capture phase, do not affect the chat', async ({ page, visit, scriptTag }) => {
  await visit(scriptTag('data-allow-attachments="true"'));
  await page.evaluate(() => {
    for (const type of ['beforeinput', 'input']) {
      const block = (event) => {
        event.stopImmediatePropagation();
        event.preventDefault();
      };
      document.addEventListener(type, block, true);
    }
  });
  const widget = new Widget(page);
  await widget.open();
  await page.keyboard.type('good day');
  await expect(widget.field).toHaveValue('good day');
  await widget.attach({ name: 'fine.txt' });
  await expect(widget.button('Remove fine.txt')).toBeVisible();
  await widget.field.press('Enter');
  await expect(widget.answers).toHaveText([/You said: good day/]);
  await expect(widget.log.locator('.row.own .files')).toContainText('fine.txt');
});

test('keys at buttons of the chat work on a page that uses the same keys', async ({ page, visit, scriptTag }) => {
  await visit(`<input id="name">${scriptTag()}`);
  await page.evaluate(() => {
    window.pressed = [];
    const name = document.querySelector('#name');
    // As focus traps, presentations and dialogs do.
    const act = (event) => {
      if (event.target === name) return;
      window.pressed.push(event.key);
      event.preventDefault();
      name.focus();
    };
    document.addEventListener('keydown', act, true);
    document.addEventListener('keydown', act);
  });
  const widget = new Widget(page);
  await widget.open();
  await widget.ask('long', 'long');
  await widget.button('Close chat').focus();
  await page.keyboard.press('Tab');
  await page.keyboard.press('Shift+Tab');
  await expect(widget.button('Close chat')).toBeFocused();
  await widget.log.focus();
  await page.keyboard.press('Home');
  await expect.poll(() => widget.log.evaluate((log) => log.scrollTop)).toBe(0);
  await widget.button('Close chat').focus();
  await page.keyboard.press('Space');
  await expect(widget.window).toBeHidden();
  await page.keyboard.press('Enter');
  await expect(widget.window).toBeVisible();
  await widget.button('More options').focus();
  await page.keyboard.press('Escape');
  await expect(widget.window).toBeHidden();
  expect(await page.evaluate(() => window.pressed)).toEqual([]);
});

test('a focus trap of the page that prevents presses and clicks in the capture phase does not affect the chat', async ({ page, visit, scriptTag }) => {
  await visit(`<div id="dialog" role="dialog"><button>OK</button></div><button id="behind">Behind</button>${scriptTag('data-starter-questions=\'["One?"]\'')}`);
  const widget = new Widget(page);
  await widget.launcher.hover();
  await expect(widget.launcher.locator('.badge')).toHaveCount(1);
  await page.evaluate(() => {
    window.clicks = [];
    for (const type of ['mousedown', 'touchstart', 'click']) {
      const trap = (event) => {
        if (document.querySelector('#dialog').contains(event.target)) return;
        window.clicks.push(event.target.id || event.target.localName);
        event.preventDefault();
        event.stopImmediatePropagation();
      };
      document.addEventListener(type, trap, { capture: true, passive: false });
    }
  });
  await widget.launcher.click();
  await expect(widget.field).toBeFocused();
  await widget.host.getByRole('button', { name: 'One?' }).click();
  await expect(widget.answers).toHaveText(['You said: One?']);
  await widget.button('Close chat').click();
  await expect(widget.window).toBeHidden();
  expect(await page.evaluate(() => window.clicks)).toEqual([]);
  // The trap still applies to the page's own elements.
  await page.locator('#behind').click();
  expect(await page.evaluate(() => window.clicks)).toEqual(['behind', 'behind']);
});

test('a dialog of the page that closes on a press or on focus outside of it stays open', async ({ page, visit, scriptTag }) => {
  await visit(`<div id="dialog" role="dialog"><input id="name"></div>${scriptTag()}`);
  const widget = new Widget(page);
  await widget.launcher.hover();
  await expect(widget.launcher.locator('.badge')).toHaveCount(1);
  await page.evaluate(() => {
    const dialog = document.querySelector('#dialog');
    const close = (reason) => (window.closedBy = reason);
    for (const type of ['pointerdown', 'mousedown', 'click']) document.addEventListener(type, ({ target }) => dialog.contains(target) || close(type));
    dialog.addEventListener('focusout', ({ relatedTarget }) => dialog.contains(relatedTarget) || close('focusout'));
  });
  await page.locator('#name').focus();
  await widget.launcher.click();
  await expect(widget.field).toBeFocused();
  await widget.field.click();
  await widget.ask('good day');
  expect(await page.evaluate(() => window.closedBy)).toBeUndefined();
});

test('paste and drop events that the chat handles do not reach the page', async ({ page, visit, scriptTag }) => {
  await visit(scriptTag('data-allow-attachments="true"'));
  await page.evaluate(() => {
    window.handled = [];
    for (const type of ['paste', 'dragover', 'drop']) document.addEventListener(type, () => window.handled.push(type));
  });
  const widget = new Widget(page);
  await widget.open();
  const dispatch = (type) =>
    widget.field.evaluate((field, type) => {
      const data = new DataTransfer();
      data.items.add(new File(['x'], `${type}.txt`, { type: 'text/plain' }));
      const init = { bubbles: true, cancelable: true, composed: true };
      field.dispatchEvent(type === 'paste' ? new ClipboardEvent(type, { ...init, clipboardData: data }) : new DragEvent(type, { ...init, dataTransfer: data }));
    }, type);
  for (const type of ['paste', 'dragover', 'drop']) await dispatch(type);
  await expect(widget.selectedFiles).toHaveCount(2);
  expect(await page.evaluate(() => window.handled)).toEqual([]);
  // Events that the chat does not handle reach the page.
  await widget.button('Close chat').click();
  await widget.launcher.evaluate((launcher) => launcher.dispatchEvent(new DragEvent('drop', { bubbles: true, composed: true, cancelable: true })));
  expect(await page.evaluate(() => window.handled)).toEqual(['drop']);
});

test('a page that changes what is copied, and forbids pasting, does not do so in the chat', async ({ page, visit, scriptTag }) => {
  await page.addInitScript(() => {
    const change = (event) => {
      event.clipboardData.setData('text/plain', 'Copyright');
      event.preventDefault();
    };
    for (const type of ['copy', 'cut']) document.addEventListener(type, change, true);
    window.prevented = [];
    const prevent = (event) => {
      window.prevented.push(event.type);
      event.preventDefault();
    };
    for (const type of ['paste', 'contextmenu']) document.addEventListener(type, prevent, true);
  });
  await visit(scriptTag());
  const widget = new Widget(page);
  await widget.open();
  await widget.field.fill('good day');
  await widget.field.press('ControlOrMeta+a');
  await widget.field.press('ControlOrMeta+x');
  await expect(widget.field).toHaveValue('');
  await widget.field.press('ControlOrMeta+v');
  await expect(widget.field).toHaveValue('good day');
  await widget.field.fill('good night');
  await widget.field.press('ControlOrMeta+a');
  await widget.field.press('ControlOrMeta+c');
  await widget.field.fill('');
  await widget.field.press('ControlOrMeta+v');
  await expect(widget.field).toHaveValue('good night');
  await widget.field.click({ button: 'right' });
  expect(await page.evaluate(() => window.prevented)).toEqual([]);
});

test('the conversation continues after a framework restores the body with its script elements', async ({ page, visit, scriptTag }) => {
  await visit(scriptTag(), { policy: null });
  const widget = new Widget(page);
  await widget.open();
  await widget.ask('before');
  await page.evaluate(() => {
    const snapshot = document.body.cloneNode(true);
    document.body.replaceWith(document.createElement('body'));
    document.body.replaceWith(snapshot);
    for (const dead of snapshot.querySelectorAll('script')) {
      const script = document.createElement('script');
      for (const { name, value } of dead.attributes) script.setAttribute(name, value);
      dead.replaceWith(script);
    }
  });
  await expect(widget.answers).toHaveText(['You said: before']);
  await widget.ask('after');
  await expect(widget.host).toHaveCount(1);
});

test('the launcher keeps its position when the page transforms its body', async ({ page, visit, scriptTag }) => {
  await visit(`<div style="height: 3000px">A page</div>${scriptTag()}`, { policy: null });
  const widget = new Widget(page);
  await expect(widget.launcher).toBeVisible();
  const before = await widget.launcher.boundingBox();
  await page.evaluate(() => (document.body.style.transform = 'translateX(0)'));
  await expect.poll(() => widget.launcher.boundingBox()).toEqual(before);
  await widget.open();
  await widget.ask('good day');
});

for (const [where, css] of [
  ['body', 'body { zoom: 1.5 }'],
  ['root', 'html { zoom: 1.3 }'],
]) {
  test(`the window stays within the viewport of a page that zooms its ${where}`, async ({ page, visit, scriptTag, site }) => {
    site.put('/magnified.css', css, { 'content-type': 'text/css' });
    await visit(scriptTag(), { head: '<link rel="stylesheet" href="/magnified.css">' });
    const widget = new Widget(page);
    await widget.open();
    await widget.ask('good day');
    for (const part of ['Close chat', 'Send message']) await expect(widget.button(part)).toBeInViewport({ ratio: 1 });
    const { y, height } = await widget.window.boundingBox();
    expect(y).toBeGreaterThan(0);
    expect(y + height).toBeLessThan(800);
  });
}

test('the window is above an element with the highest z-index', async ({ page, visit, scriptTag }) => {
  await visit(`<div style="position:fixed;inset:0;z-index:2147483647;background:#fee" id="cover"></div>${scriptTag()}`, { policy: null });
  const widget = new Widget(page);
  await widget.launcher.click();
  await expect(widget.field).toBeFocused();
  await widget.ask('on top', 'on top');
  const { x, y } = await widget.field.boundingBox();
  expect(await page.evaluate(([x, y]) => document.elementFromPoint(x, y).localName, [x + 5, y + 5])).toBe('ocs-chat');
});

for (const [description, swap] of [
  [
    'replaces the body and inserts the element again',
    (page) =>
      page.evaluate(() => {
        const body = document.createElement('body');
        body.append('Another page');
        document.body.replaceWith(body);
        window.lost = document.querySelector('ocs-chat') === null;
        document.body.append(window.kept);
      }),
  ],
  [
    'empties and fills the body',
    (page) =>
      page.evaluate(async () => {
        document.body.replaceChildren();
        await new Promise((later) => setTimeout(later, 50));
        document.body.append('Another page', window.kept);
      }),
  ],
  [
    'moves the element repeatedly',
    (page) =>
      page.evaluate(async () => {
        for (let times = 0; times < 20; times += 1) {
          const parent = document.createElement('div');
          document.body.append(parent);
          parent.append(window.kept);
          if (times % 5 === 0) await new Promise((later) => setTimeout(later, 5));
        }
      }),
  ],
]) {
  test(`conversation and draft remain when a framework ${description}`, async ({ page, visit, scriptTag, chatbot }) => {
    await visit(scriptTag());
    const widget = new Widget(page);
    await widget.open();
    await widget.ask('before');
    await widget.field.fill('half');
    await page.evaluate(() => (window.kept = document.querySelector('ocs-chat')));
    await swap(page);
    await expect(widget.answers).toHaveText(['You said: before']);
    await expect(widget.field).toHaveValue('half');
    await widget.ask('after');
    expect(await chatbot.receivedTexts()).toEqual(['before', 'after']);
    await expect(widget.host.locator('.window')).toHaveCount(1);
  });
}

test.describe('with the script element in the head of a page whose framework replaces the body', () => {
  const swap = (page, body) =>
    page.evaluate((body) => {
      const next = document.createElement('body');
      next.append(body);
      window.previousBody = document.body.cloneNode(true);
      document.body.replaceWith(next);
    }, body);

  test('each body has one launcher', async ({ page, visit, scriptTag, chatbot }) => {
    await visit('<p>One</p>', { head: scriptTag() });
    const widget = new Widget(page);
    await expect(widget.launcher).toBeVisible();
    await swap(page, 'Two');
    await expect(widget.launcher).toBeVisible();
    await widget.open();
    await widget.ask('before');
    await widget.field.fill('half');
    await swap(page, 'Three');
    await expect(widget.host).toHaveCount(1);
    await expect(widget.field).toHaveValue('half');
    await widget.ask('after');
    // Frameworks cache copies of the pages that they have shown.
    await page.evaluate(() => document.body.replaceWith(window.previousBody));
    await expect(widget.host).toHaveCount(1);
    await expect(widget.answers).toHaveText(['You said: before', 'You said: after']);
    expect(await chatbot.receivedTexts()).toEqual(['before', 'after']);
    // The copy works like the original.
    await swap(page, 'Four');
    await expect(widget.host).toHaveCount(1);
    await expect(widget.answers).toHaveCount(2);
  });

  test('an element that the page removes with its neighbours stays removed', async ({ page, visit, scriptTag }) => {
    await visit('<p>One</p><p>Two</p>', { head: scriptTag() });
    await expect(new Widget(page).launcher).toBeVisible();
    await page.evaluate(() => {
      const chat = document.querySelector('ocs-chat');
      const { previousSibling } = chat;
      chat.remove();
      previousSibling.remove();
    });
    // The widget is added again in a microtask, if at all.
    await page.evaluate(() => new Promise((done) => setTimeout(done)));
    await expect(page.locator('ocs-chat')).toHaveCount(0);
  });

  test('an element that the page removes stays removed', async ({ page, visit, scriptTag }) => {
    await visit('<p>One</p>', { head: scriptTag() });
    await expect(new Widget(page).launcher).toBeVisible();
    await swap(page, 'Two');
    await expect(new Widget(page).launcher).toBeVisible();
    await page.evaluate(() => document.querySelector('ocs-chat').remove());
    await expect(page.locator('ocs-chat')).toHaveCount(0);
    await swap(page, 'Three');
    await expect(page.locator('ocs-chat')).toHaveCount(0);
  });
});

test('a removed widget leaves no listeners at the window and the document, even after a crash', async ({
  page,
  visit,
  chatbot,
  api,
  expectedConsoleMessages,
}) => {
  expectedConsoleMessages.push(/^ocs-chat: the chat crashed/, /^Failed to load resource/);
  await visit(`<script src="/embed.js"></script>${elementMarkup(chatbot, api)}`);
  const client = await page.context().newCDPSession(page);
  const countListeners = async () => {
    let count = 0;
    for (const expression of ['window', 'document']) {
      const { result } = await client.send('Runtime.evaluate', { expression });
      const { listeners } = await client.send('DOMDebugger.getEventListeners', { objectId: result.objectId });
      // Playwright listens to presses and clicks.
      count += listeners.filter(({ type }) => !/^(pointer|mouse|touch|click|auxclick|dblclick|contextmenu|__)/.test(type)).length;
    }
    return count;
  };
  const before = await countListeners();
  const widget = new Widget(page);
  await widget.launcher.hover();
  const { x, y } = await widget.launcher.boundingBox();
  await page.mouse.down();
  await page.mouse.move(x - 50, y - 50, { steps: 4 });
  await page.mouse.up();
  await widget.open();
  await widget.ask('good day');
  await page.evaluate(() => {
    const original = Document.prototype.createElement;
    Document.prototype.createElement = function (name) {
      if (name !== 'h3') return original.call(this, name);
      Document.prototype.createElement = original;
      throw new Error('on purpose');
    };
  });
  await widget.button('Start new chat').click();
  await expect(widget.answers).toHaveText(['You said: good day']);
  await widget.host.evaluate((host) => host.diagnose());
  expect(await countListeners()).toBeGreaterThan(before);
  await widget.host.evaluate((host) => host.remove());
  await expect.poll(countListeners).toBe(before);
});

test('events without the properties of their type, such as scripts that fill in forms dispatch, do no harm', async ({ page, widget }) => {
  await widget.open();
  await widget.ask('good day');
  await widget.button('More options').click();
  const names = `keydown keyup input change paste focusin focusout scroll wheel drag dragenter dragover dragleave drop pointerdown
    pointerup pointermove toggle load error`.split(/\s+/);
  await widget.host.evaluate((host, names) => {
    for (const name of names) {
      for (const target of [host, ...host.shadowRoot.querySelectorAll('*')]) {
        target.dispatchEvent(new Event(name, { bubbles: true, composed: true, cancelable: true }));
      }
    }
  }, names);
  await widget.window.evaluate((window) => {
    const dataTransfer = { files: [new File(['x'], 'a.txt')] };
    for (const name of ['dragover', 'drop']) window.dispatchEvent(Object.assign(new Event(name, { bubbles: true, composed: true }), { dataTransfer }));
  });
  for (const name of ['storage', 'pageshow', 'pagehide', 'message', 'online']) {
    await page.evaluate((name) => window.dispatchEvent(new Event(name)), name);
  }
  await widget.ask('good night');
  await expect(widget.answers).toContainText(['You said: good day', /You said: good night.*a\.txt/s]);
});

for (const [description, breakBrowser, warning] of [
  ['refuses every lock', () => (LockManager.prototype.request = () => Promise.reject(new DOMException('No locks.', 'SecurityError')))],
  ['has no list of languages', () => Object.defineProperty(navigator, 'languages', { value: undefined })],
  [
    'cannot read its storage',
    () => {
      Storage.prototype.getItem = () => {
        throw new DOMException('The file is corrupted.', 'NS_ERROR_FILE_CORRUPTED');
      };
    },
    /^ocs-chat: the browser does not let this page store anything/,
  ],
  ['has another object in place of its visual viewport', () => Object.defineProperty(window, 'visualViewport', { value: 'none' })],
]) {
  test(`a conversation takes place in a browser that ${description}`, async ({ page, visit, scriptTag, expectedConsoleMessages }) => {
    if (warning) expectedConsoleMessages.push(warning);
    await page.addInitScript(breakBrowser);
    await visit(scriptTag());
    const widget = new Widget(page);
    await widget.open();
    await widget.ask('good day');
  });
}

test('a focus trap of the capture phase does not take the focus from the chat', async ({ page, visit, scriptTag }) => {
  await visit(`<input id="own">${scriptTag()}`);
  const widget = new Widget(page);
  await widget.open();
  await page.evaluate(() => {
    const input = document.querySelector('#own');
    document.body.addEventListener('focus', ({ target }) => target === input || input.focus(), true);
  });
  await page.locator('#own').click();
  await widget.field.click();
  await page.keyboard.type('typed here');
  await expect(widget.field).toHaveValue('typed here');
});

test('a function of the page that mentions a callback does not count as a wrapper of fetch', async ({ page, visit, scriptTag }) => {
  const script = '<script>function fetch(id, callback) { if (callback) callback(id) }</script>';
  await visit(`${script}${scriptTag()}`, { policy: null });
  const widget = new Widget(page);
  await widget.open();
  await widget.ask('good day');
});
