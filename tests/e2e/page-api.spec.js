// The JavaScript API of the element, triggers in the page's markup, and diagnose.

import { consoleMessages } from './support/console.js';
import { holdRequests } from './support/held-requests.js';
import { FAILED_REQUEST, Widget, elementMarkup, expect, test } from './support/test.js';
import { strictPolicy } from './support/site.js';

const SCRIPT = '<script async src="/embed.js"></script>';
const options = (chatbot, api) => ({ chatbotId: chatbot.id, embedKey: chatbot.key, apiBaseUrl: api });

/** Opens the chat and sends a message that the server refuses. */
async function sendRefused(page) {
  const widget = new Widget(page);
  await widget.open();
  await widget.say('anybody?');
  await expect(widget.failed).toHaveCount(1);
  return widget;
}

/** The number of requests for the application since the request with index `from`. */
const loads = (site, from) => site.requests.slice(from).filter((path) => path.startsWith('/ocs-chat-') && path.endsWith('.wasm')).length;

test.describe('mount', () => {
  test('adds a widget with options of each type to the body or to an element', async ({ page, visit, chatbot, api }) => {
    await visit(`${SCRIPT}<main id="here"></main>`);
    await page.waitForFunction(() => window.ocsChat);
    const first = await page.evaluateHandle((options) => window.ocsChat.mount(null, options), {
      ...options(chatbot, api),
      welcomeMessages: ['Hello'],
      allowAttachments: true,
      position: 'left',
    });
    expect(await first.evaluate((element) => element.parentElement.localName)).toBe('body');
    await page.evaluate((options) => window.ocsChat.mount('#here', { ...options, headerText: 'Two' }), options(chatbot, api));
    await expect(page.locator('#here ocs-chat')).toHaveCount(1);
    const widget = new Widget(page, 'body > ocs-chat');
    await widget.open();
    await expect(widget.answers).toHaveText(['Hello']);
    await expect(widget.button('Attach files')).toBeVisible();
    await widget.ask('mounted');
  });

  test('reports invalid options in the console and throws for a missing target', async ({ page, visit, expectedConsoleMessages }) => {
    expectedConsoleMessages.push(/^ocs-chat:/);
    await visit(SCRIPT);
    await page.waitForFunction(() => window.ocsChat);
    const messages = consoleMessages(page);
    await page.evaluate(() => window.ocsChat.mount(document.body, { chatbotId: 'x', colour: 'red' }));
    await expect.poll(() => messages).toEqual(['ocs-chat: there is no option colour.', 'ocs-chat: chatbot-id must be the UUID of a chatbot, not "x".']);
    expect(
      await page.evaluate(() => {
        try {
          window.ocsChat.mount('#nowhere', {});
        } catch (error) {
          return error.message;
        }
      }),
    ).toContain('#nowhere');
  });
});

test('mount works before the body exists', async ({ page, visit, chatbot, api }) => {
  await visit(SCRIPT);
  await page.waitForFunction(() => window.ocsChat);
  await page.evaluate(
    (options) => {
      document.body.remove();
      window.ocsChat.mount(options);
      document.documentElement.append(document.createElement('body'));
    },
    options(chatbot, api),
  );
  const widget = new Widget(page);
  await widget.open();
  await widget.ask('mounted early');
});

test('mount refuses an element of another document', async ({ page, visit, chatbot, api }) => {
  await visit(`${SCRIPT}<iframe srcdoc="<p>A frame</p>"></iframe>`, { policy: null });
  await page.waitForFunction(() => window.ocsChat && document.querySelector('iframe').contentDocument?.querySelector('p'));
  const message = await page.evaluate(
    (options) => {
      try {
        return String(window.ocsChat.mount(document.querySelector('iframe').contentDocument.body, options));
      } catch (error) {
        return error.message;
      }
    },
    options(chatbot, api),
  );
  expect(message).toBe('ocs-chat: no [object HTMLBodyElement] in this page.');
  await expect(page.locator('ocs-chat')).toHaveCount(0);
});

test('an element that is moved into another document reports that it does not work there', async ({ page, visit, chatbot, api, expectedConsoleMessages }) => {
  const sentence = /^ocs-chat: an element does not work in another document than its script/;
  expectedConsoleMessages.push(sentence);
  await visit(`${SCRIPT}<iframe srcdoc="<p>A frame</p>"></iframe>${elementMarkup(chatbot, api)}`, { policy: null });
  await new Widget(page).open();
  const reported = page.waitForEvent('console', (message) => sentence.test(message.text()));
  await page.evaluate(() => document.querySelector('iframe').contentDocument.body.append(document.querySelector('ocs-chat')));
  await reported;
});

test('update sets options only', async ({ page, visit, chatbot, api, expectedConsoleMessages }) => {
  expectedConsoleMessages.push(/^ocs-chat: there is no option innerHTML\.$/);
  await visit(`${SCRIPT}${elementMarkup(chatbot, api)}`);
  const widget = new Widget(page);
  for (const state of ['before', 'after']) {
    if (state === 'after') await widget.open();
    await page.waitForFunction(() => customElements.get('ocs-chat'));
    await widget.host.evaluate((host, state) => host.update({ innerHTML: 'text', headerText: state }), state);
    expect(await widget.host.evaluate((host) => host.innerHTML)).toBe('');
    if (state === 'after') await expect(widget.host.getByRole('heading', { name: state })).toBeVisible();
  }
});

test('calls before the widget loads are queued in order, and their promises settle', async ({ page, visit, chatbot, api, site }) => {
  await visit(`${SCRIPT}${elementMarkup(chatbot, api, 'allow-attachments="true"')}`);
  await page.waitForFunction(() => customElements.get('ocs-chat'));
  const from = site.requests.length;
  const settled = await page.evaluate(async () => {
    const chat = document.querySelector('ocs-chat');
    chat.setContext({ from: 'the page' });
    const calls = [chat.send('first'), chat.send('second'), chat.attach([new File(['x'], 'a.txt', { type: 'text/plain' })]), chat.prefill('third')];
    return Promise.all(calls.map((call) => call.then(() => 'done')));
  });
  expect(settled).toEqual(['done', 'done', 'done', 'done']);
  expect(loads(site, from)).toBe(1);
  const widget = new Widget(page);
  await expect(widget.window).toBeHidden();
  await expect.poll(() => chatbot.receivedTexts()).toEqual(['first', 'second']);
  expect((await chatbot.receivedRequests('message')).map(({ body }) => body.context)).toEqual([{ from: 'the page' }, undefined]);
  await widget.open();
  await expect(widget.field).toHaveValue('third');
  await expect(widget.selectedFiles).toHaveText([/a\.txt/]);
});

test('properties set before the script loads take effect', async ({ page, visit, chatbot, api }) => {
  await chatbot.update({ bearer: 'good' });
  await visit(elementMarkup(chatbot, api));
  await page.evaluate(() => {
    Object.assign(document.querySelector('ocs-chat'), {
      authTokenProvider: () => 'good',
      pageContext: { early: true },
      headerText: 'Early',
      visible: true,
    });
    const script = document.createElement('script');
    script.src = window.trustedTypes.createPolicy('test', { createScriptURL: (url) => url }).createScriptURL('/embed.js');
    document.head.append(script);
  });
  const widget = new Widget(page);
  await expect(widget.host.getByRole('heading', { name: 'Early' })).toBeVisible();
  await widget.ask('good day');
  expect((await chatbot.receivedRequests('message'))[0].body.context).toEqual({ early: true });
});

test('a message carries the context of the tab in which it is written', async ({ page, visit, openTab, chatbot, api }) => {
  await visit(`${SCRIPT}${elementMarkup(chatbot, api)}`);
  const widget = new Widget(page);
  await widget.open();
  await widget.host.evaluate((host) => (host.pageContext = { tab: 'A' }));
  const other = await openTab();
  await expect(other.window).toBeVisible();
  await other.host.evaluate((host) => (host.pageContext = { tab: 'B' }));
  for (const page of [widget.page, other.page]) {
    await page.evaluate(() => {
      window.events = [];
      for (const name of ['sent', 'received']) {
        document.addEventListener(`ocs:message:${name}`, ({ detail: { message } }) => window.events.push([name, message.content ?? message]));
      }
    });
  }
  await other.ask('from B');
  await widget.ask('from A');
  expect((await chatbot.receivedRequests('message')).map(({ body }) => [body.message, body.context])).toEqual([
    ['from B', { tab: 'B' }],
    ['from A', { tab: 'A' }],
  ]);
  // Both pages receive the events of both messages once.
  for (const page of [widget.page, other.page]) {
    await expect
      .poll(() => page.evaluate(() => window.events))
      .toEqual([
        ['sent', 'from B'],
        ['received', 'You said: from B'],
        ['sent', 'from A'],
        ['received', 'You said: from A'],
      ]);
  }
});

test('an option change that restarts the widget does not take the focus from the page', async ({ page, visit, chatbot, api }) => {
  await visit(`<input aria-label="Name">${SCRIPT}${elementMarkup(chatbot, api)}`);
  const widget = new Widget(page);
  await widget.open();
  await page.getByLabel('Name').focus();
  const before = await widget.host.evaluateHandle((host) => host.shadowRoot.querySelector('textarea'));
  await widget.host.evaluate((host) => (host.userName = 'Pat'));
  await expect.poll(() => before.evaluate((field) => field.isConnected)).toBe(false);
  await expect(widget.field).toBeVisible();
  await page.keyboard.type('secret');
  await expect(page.getByLabel('Name')).toHaveValue('secret');
});

test('open, close, toggle and newSession take effect, and on reports events', async ({ page, visit, chatbot, api }) => {
  await visit(`${SCRIPT}${elementMarkup(chatbot, api)}`);
  const widget = new Widget(page);
  await page.waitForFunction(() => customElements.get('ocs-chat'));
  await widget.host.evaluate((host) => {
    window.events = [];
    window.unsubscribe = host.on('open', (detail, event) => window.events.push([detail, event.type]));
    host.on('ocs:message:received', ({ message }) => window.events.push(message.content));
    host.open();
  });
  await expect(widget.field).toBeFocused();
  await widget.ask('one');
  await widget.host.evaluate((host) => host.toggle());
  await expect(widget.window).toBeHidden();
  await page.evaluate(() => window.unsubscribe());
  await widget.host.evaluate((host) => host.toggle());
  await expect(widget.window).toBeVisible();
  expect(await page.evaluate(() => window.events)).toEqual([[null, 'ocs:open'], 'You said: one']);
  await widget.host.evaluate((host) => host.newSession());
  await expect(widget.own).toHaveCount(0);
  await widget.ask('two');
  expect(await chatbot.receivedRequests('start')).toHaveLength(2);
  await widget.host.evaluate((host) => host.close());
  await expect(widget.window).toBeHidden();
});

test('attach accepts a single file, too', async ({ page, visit, chatbot, api }) => {
  await visit(`${SCRIPT}${elementMarkup(chatbot, api, 'allow-attachments="true"')}`);
  const widget = new Widget(page);
  await widget.open();
  await widget.host.evaluate((host) => host.attach(new File(['x'], 'a.txt')));
  await expect(widget.selectedFiles).toHaveText([/a\.txt/]);
  await expect(widget.host.evaluate((host) => host.attach(null))).resolves.toBeUndefined();
});

test('a value that is not a file is not attached, and the chat continues', async ({ page, visit, chatbot, api }) => {
  await visit(`${SCRIPT}${elementMarkup(chatbot, api, 'allow-attachments="true"')}`);
  const widget = new Widget(page);
  await widget.open();
  for (const source of ["new Blob(['x'])", "'a.txt'", 'null', "[new File(['x'], 'a.txt')]"]) {
    await expect(widget.host.evaluate((host, source) => host.attach([window.eval(source)]), source)).rejects.toThrow('only files can be attached');
  }
  for (const source of ['5', '({})', "new Blob(['x'])"]) {
    await expect(widget.host.evaluate((host, source) => host.attach(window.eval(source)), source)).rejects.toThrow('only files can be attached');
  }
  await widget.ask('one');
});

test('a property that is set after an attribute in the same task wins', async ({ page, visit, chatbot, api }) => {
  await visit(`${SCRIPT}${elementMarkup(chatbot, api)}`);
  const widget = new Widget(page);
  await widget.open();
  await widget.host.evaluate((host) => {
    host.setAttribute('banner-message', 'by attribute');
    host.bannerMessage = 'by property';
  });
  await expect(widget.host.getByText('by property')).toBeVisible();
  await widget.host.evaluate((host) => {
    host.bannerMessage = 'by property again';
    host.setAttribute('banner-message', 'by attribute again');
  });
  await expect(widget.host.getByText('by attribute again')).toBeVisible();
});

test('half a character at the end of a text in pageContext does not stop the messages', async ({ page, visit, chatbot, api }) => {
  await visit(`${SCRIPT}${elementMarkup(chatbot, api)}`);
  const widget = new Widget(page);
  await widget.open();
  // A backslash before the letters of the escape is a text.
  await widget.host.evaluate((host) => host.setContext({ title: 'Great 😀'.slice(0, -1), code: '\\ud83d' }));
  await widget.ask('hello', 'Hello');
  const [{ body }] = await chatbot.receivedRequests('message');
  expect(body.context).toMatchObject({ title: 'Great \ufffd', code: '\\ud83d' });
});

test('a pageContext that JSON cannot represent is reported, and the chat opens', async ({ page, visit, chatbot, api, expectedConsoleMessages }) => {
  expectedConsoleMessages.push(/^ocs-chat: pageContext must be an object/);
  await visit(`${SCRIPT}${elementMarkup(chatbot, api)}`);
  const widget = new Widget(page);
  const reported = page.waitForEvent('console', (message) => message.text().startsWith('ocs-chat: pageContext must be an object'));
  await widget.host.evaluate((host) => {
    const context = [1n];
    context.push(context);
    host.pageContext = context;
  });
  await widget.open();
  await reported;
  await widget.ask('one');
});

test('update changes several options and keeps draft, files and focus', async ({ page, visit, chatbot, api }) => {
  await visit(`${SCRIPT}${elementMarkup(chatbot, api, 'allow-attachments="true"')}`);
  const widget = new Widget(page);
  await widget.open();
  await widget.ask('one');
  await widget.attach({ name: 'a.txt' });
  await widget.field.fill('half a sent');
  const kept = await widget.host.evaluateHandle((host) => host.shadowRoot.querySelector('textarea'));
  await widget.host.evaluate((host) => {
    host.update({ headerText: 'New', bannerMessage: 'Note', position: 'left', theme: 'dark', buttonText: 'Hi', welcomeMessages: ['Hello'] });
    host.style.setProperty('--ocs-accent', 'green');
  });
  await expect(widget.host.getByRole('heading', { name: 'New' })).toBeVisible();
  await expect(widget.answers.first()).toHaveText('Hello');
  await widget.host.evaluate((host) => host.update({ bannerMessage: 'Another', welcomeMessages: ['Hello', 'again'] }));
  await expect(widget.answers).toHaveText(['Hello', 'again', 'You said: one']);
  await expect(widget.field).toHaveValue('half a sent');
  await expect(widget.field).toBeFocused();
  await expect(widget.selectedFiles).toHaveCount(1);
  await expect(widget.window).toHaveCSS('background-color', 'rgb(23, 24, 28)');
  expect(await kept.evaluate((field) => field.isConnected)).toBe(true);
  // Options that restart the widget keep the draft and the files, too.
  await widget.host.evaluate((host) => host.update({ language: 'de', userName: 'Pat' }));
  await expect(widget.host.getByRole('textbox')).toHaveValue('half a sent');
  await expect(widget.selectedFiles).toHaveCount(1);
  await expect(widget.own).toHaveText(['one']);
});

test('send rejects with the reason', async ({ page, visit, chatbot, api, expectedConsoleMessages }) => {
  expectedConsoleMessages.push(FAILED_REQUEST, /^ocs-chat: (the chat does not start|chatbot-id is missing)/);
  await visit(`${SCRIPT}${elementMarkup(chatbot, api)}`);
  await page.waitForFunction(() => customElements.get('ocs-chat'));
  const refusal = (text) =>
    page.locator('ocs-chat').evaluate(
      (host, text) =>
        host.send(text).then(
          () => 'sent',
          ({ message }) => message,
        ),
      text,
    );
  expect(await refusal(' ')).toContain('nothing to send');
  await page.route('**/*.wasm', (route) => route.abort());
  expect(await refusal('hello')).toContain('the chat does not start');
  await page.unroute('**/*.wasm');
  expect(await refusal('good day')).toBe('sent');
  await expect.poll(() => chatbot.receivedTexts()).toEqual(['good day']);
  await page.locator('ocs-chat').evaluate((host) => ((window.kept = host), host.destroy()));
  expect(await page.evaluate(() => window.kept.send('late').catch(({ message }) => message))).toContain('destroyed');
  // It works again after it is inserted again.
  expect(await page.evaluate(() => (document.body.append(window.kept), window.kept.send('good evening').then(() => 'sent')))).toBe('sent');
  await expect.poll(() => chatbot.receivedTexts()).toEqual(['good day', 'good evening']);
  await page.locator('ocs-chat').evaluate((host) => host.removeAttribute('chatbot-id'));
  await page.evaluate(() => {});
  expect(await refusal('nowhere')).toContain('chatbot-id is missing');
});

test('destroy removes the element, and with forget also its stored data', async ({ page, visit, chatbot, api, expectedConsoleMessages }) => {
  expectedConsoleMessages.push(FAILED_REQUEST);
  await visit(`${SCRIPT}${elementMarkup(chatbot, api, 'allow-attachments="true"')}`);
  const widget = new Widget(page);
  await widget.open();
  await widget.ask('one');
  await widget.host.evaluate((host) => host.destroy());
  await expect(widget.host).toHaveCount(0);
  await page.goto(page.url());
  await expect(widget.own).toHaveText(['one']);
  await chatbot.injectFault({ kind: 'offline' });
  await widget.attach({ name: 'a.txt' });
  await widget.say('two');
  await widget.host.evaluate((host) => host.destroy({ forget: true }));
  await expect(widget.host).toHaveCount(0);
  // All chatbots of a site share the visitor id.
  expect(await page.evaluate(() => [...Object.keys(localStorage), ...Object.keys(sessionStorage)])).toEqual(['ocs-user-id']);
  expect(await page.evaluate(() => indexedDB.databases())).toEqual([]);
});

test.describe('triggers in the page’s markup', () => {
  for (const isLoaded of [true, false]) {
    test(`get the focus back when the window closes and there is no launcher${isLoaded ? '' : ', also if it was opened before the widget had loaded'}`, async ({
      page,
      visit,
      chatbot,
      api,
    }) => {
      const release = await holdRequests(page, '**/chat-*.js');
      if (isLoaded) release();
      await visit(`${SCRIPT}<button data-ocs-chat-open>Help</button>${elementMarkup(chatbot, api, 'show-button="false"')}`);
      await page.waitForFunction(() => customElements.get('ocs-chat'));
      const widget = new Widget(page);
      const help = page.getByRole('button', { name: 'Help' });
      if (isLoaded) await widget.host.evaluate((host) => host.getVersion());
      await help.press('Enter');
      await expect(widget.host.locator('textarea')).toBeFocused();
      release();
      await expect(widget.host.locator('.frame')).toHaveCount(0);
      await expect(widget.window).toBeVisible();
      await page.keyboard.press('Escape');
      await expect(widget.window).toBeHidden();
      await expect(help).toBeFocused();
    });
  }

  test('that prefill the field keep what the visitor has written', async ({ page, visit, chatbot, api }) => {
    await visit(`${SCRIPT}<button data-ocs-chat-prefill="I would like to ">Ask</button>${elementMarkup(chatbot, api)}`);
    await page.waitForFunction(() => customElements.get('ocs-chat'));
    const widget = new Widget(page);
    await widget.open();
    await widget.field.fill('a long question');
    await page.getByRole('button', { name: 'Ask' }).click();
    await expect(widget.field).toHaveValue('I would like to \na long question');
    await page.getByRole('button', { name: 'Ask' }).click();
    await expect(widget.field).toHaveValue('I would like to \na long question');
  });

  test('do not make the launcher appear that the page has hidden', async ({ page, visit, chatbot, api }) => {
    await holdRequests(page, '**/chat-*.js');
    await visit(`${SCRIPT}<button data-ocs-chat-open>Help</button>${elementMarkup(chatbot, api, 'show-button="false"')}`);
    await page.waitForFunction(() => customElements.get('ocs-chat'));
    const host = page.locator('ocs-chat');
    await page.getByRole('button', { name: 'Help' }).click();
    await expect(host.locator('.frame')).toBeVisible();
    await page.keyboard.press('Escape');
    await expect(host.locator('.frame')).toHaveCount(0);
    await expect(host.locator('[part~="launcher"]')).toBeHidden();
  });

  test('open the window, send and prefill messages, even if they are added later', async ({ page, visit, chatbot, api }) => {
    await visit(`${SCRIPT}<button data-ocs-chat-open>Help</button>
      <a href="/elsewhere" data-ocs-chat-send="Where is my order?"><b>Order</b></a>
      ${elementMarkup(chatbot, api)}`);
    await page.waitForFunction(() => customElements.get('ocs-chat'));
    const widget = new Widget(page);
    await page.getByRole('button', { name: 'Help' }).click();
    await expect(widget.field).toBeFocused();
    await page.getByText('Order').click();
    await expect(widget.answers).toHaveText(['You said: Where is my order?']);
    expect(page.url()).not.toContain('elsewhere');
    await widget.button('Close chat').click();
    await page.evaluate(() => {
      const late = document.createElement('span');
      late.setAttribute('data-ocs-chat-prefill', 'I would like to ');
      late.textContent = 'Ask';
      document.body.append(late);
    });
    await page.getByText('Ask', { exact: true }).click();
    await expect(widget.field).toHaveValue('I would like to ');
    expect(await chatbot.receivedTexts()).toEqual(['Where is my order?']);
  });

  test('may be in a shadow root', async ({ page, visit, chatbot, api }) => {
    await visit(`${SCRIPT}${elementMarkup(chatbot, api)}<div id="menu"></div>`);
    await page.waitForFunction(() => customElements.get('ocs-chat'));
    await page.evaluate(() => {
      const trigger = document.createElement('button');
      trigger.setAttribute('data-ocs-chat-send', 'from the menu');
      trigger.textContent = 'Ask';
      document.querySelector('#menu').attachShadow({ mode: 'open' }).append(trigger);
    });
    await page.getByRole('button', { name: 'Ask' }).click();
    await expect(new Widget(page).answers).toHaveText(['You said: from the menu']);
  });

  test('cause no unhandled rejection if the widget cannot be loaded', async ({ page, visit, chatbot, api, expectedConsoleMessages }) => {
    expectedConsoleMessages.push(FAILED_REQUEST, /^Error: ocs-chat: the chat could not be loaded/);
    await page.addInitScript(() => {
      window.rejections = [];
      addEventListener('unhandledrejection', ({ reason }) => window.rejections.push(String(reason)));
    });
    await page.route('**/chat-*.js*', (route) => route.abort());
    await visit(`${SCRIPT.replace('async', 'async crossorigin="anonymous"')}<button data-ocs-chat-send="Hello">Help</button>${elementMarkup(chatbot, api)}`);
    await page.waitForFunction(() => customElements.get('ocs-chat'));
    await page.getByRole('button', { name: 'Help' }).click();
    await expect(new Widget(page).host.getByText('The chat could not be loaded.')).toBeVisible();
    // The event is dispatched in a task after the rejection.
    await page.evaluate(() => new Promise((done) => setTimeout(done)));
    expect(await page.evaluate(() => window.rejections)).toEqual([]);
  });

  test('neither submit forms nor leave the page', async ({ page, visit, chatbot, api }) => {
    await visit(`${SCRIPT}${elementMarkup(chatbot, api)}
      <form action="/elsewhere"><input type="submit" value="Help" data-ocs-chat-open></form>
      <form action="/elsewhere"><button data-ocs-chat-prefill="I would like to ">Ask</button></form>
      <img usemap="#map" width="40" height="40" alt="">
      <map name="map"><area shape="default" href="/elsewhere" alt="Map" data-ocs-chat-prefill="From the map"></map>`);
    await page.waitForFunction(() => customElements.get('ocs-chat'));
    const widget = new Widget(page);
    await page.getByRole('button', { name: 'Help' }).click();
    await expect(widget.field).toBeFocused();
    await page.getByRole('button', { name: 'Ask' }).click();
    await expect(widget.field).toHaveValue('I would like to ');
    await widget.field.fill('');
    await page.locator('img').click();
    await expect(widget.field).toHaveValue('From the map');
    expect(page.url()).not.toContain('elsewhere');
  });

  test('may select a widget', async ({ page, visit, chatbot, api }) => {
    await visit(`${SCRIPT}${elementMarkup(chatbot, api, 'id="one" position="left"')}${elementMarkup(chatbot, api, 'id="two"')}
      <button data-ocs-chat-open data-ocs-chat-for="#two">Second</button>`);
    await page.waitForFunction(() => customElements.get('ocs-chat'));
    await page.getByRole('button', { name: 'Second' }).click();
    await expect(new Widget(page, '#two').window).toBeVisible();
    await expect(new Widget(page, '#one').window).toBeHidden();
  });
});

test.describe('authTokenProvider', () => {
  test.use({ fields: { think_ms: 100, bearer: 'good' } });
  const openWithTokens = async ({ page, visit, chatbot, api }, tokens) => {
    await visit(`${SCRIPT}${elementMarkup(chatbot, api)}`);
    await page.locator('ocs-chat').evaluate((host, tokens) => {
      window.tokenRequests = [];
      host.authTokenProvider = async (request) => {
        window.tokenRequests.push(request);
        if (tokens[window.tokenRequests.length - 1] === null) throw new Error('nobody is logged in');
        return tokens[window.tokenRequests.length - 1];
      };
    }, tokens);
    const widget = new Widget(page);
    await widget.open();
    return widget;
  };

  test('its token is sent with the start request only, and is not stored', async ({ page, visit, chatbot, api }) => {
    const widget = await openWithTokens({ page, visit, chatbot, api }, ['good']);
    await widget.ask('one');
    const received = await chatbot.receivedRequests();
    expect(received.map(({ call, headers }) => [call, headers.authorization]).filter(([, token]) => token)).toEqual([['start', 'Bearer good']]);
    expect(await page.evaluate(() => window.tokenRequests)).toEqual([{ forceRefresh: false }]);
    expect(await page.evaluate(() => JSON.stringify(localStorage))).not.toContain('good');
  });

  test('white space around its token is removed', async ({ page, visit, chatbot, api }) => {
    const widget = await openWithTokens({ page, visit, chatbot, api }, [' good\n']);
    await widget.ask('one');
  });

  test('a provider without a token for this visitor may return false', async ({ page, visit, chatbot, api }) => {
    await chatbot.update({ bearer: null });
    const widget = await openWithTokens({ page, visit, chatbot, api }, [false]);
    await widget.ask('one');
  });

  for (const value of [false, '', 0, null]) {
    test(`${JSON.stringify(value)} is not used as a provider`, async ({ page, visit, chatbot, api }) => {
      await chatbot.update({ bearer: null });
      await visit(`${SCRIPT}${elementMarkup(chatbot, api)}`);
      await page.locator('ocs-chat').evaluate((host, value) => (host.authTokenProvider = value), value);
      const widget = new Widget(page);
      await widget.open();
      await widget.ask('one');
    });
  }

  test('a token that comes after the widget is destroyed starts no session', async ({ page, visit, chatbot, api }) => {
    await visit(`${SCRIPT}${elementMarkup(chatbot, api)}`);
    await page.locator('ocs-chat').evaluate((host) => {
      host.authTokenProvider = () => new Promise((resolve) => (window.resolveToken = () => resolve('good')));
    });
    const widget = new Widget(page);
    await widget.open();
    await widget.say('one');
    await page.waitForFunction(() => window.resolveToken);
    const requests = [];
    page.on('request', (request) => requests.push(request.url()));
    await widget.host.evaluate((host) => host.destroy());
    // The request of the page is made after one for the session would have been.
    await page.evaluate(async () => {
      window.resolveToken();
      await new Promise((resolve) => setTimeout(resolve));
      await fetch(`${location.href}?last`);
    });
    expect(requests).toEqual([expect.stringMatching(/last$/)]);
  });

  test('is called again with forceRefresh after a 401', async ({ page, visit, chatbot, api, expectedConsoleMessages }) => {
    expectedConsoleMessages.push(FAILED_REQUEST);
    const widget = await openWithTokens({ page, visit, chatbot, api }, ['stale', 'good']);
    await widget.ask('one');
    expect(await page.evaluate(() => window.tokenRequests)).toEqual([{ forceRefresh: false }, { forceRefresh: true }]);
  });

  test('a provider that does not answer times out', async ({ page, visit, chatbot, api, expectedConsoleMessages }) => {
    expectedConsoleMessages.push(FAILED_REQUEST, /^ocs-chat: authTokenProvider has failed: .*30 seconds/);
    await page.clock.install();
    await visit(`${SCRIPT}${elementMarkup(chatbot, api)}`);
    await page.locator('ocs-chat').evaluate((host) => {
      host.authTokenProvider = () => new Promise(() => (window.isAsked = true));
    });
    const widget = new Widget(page);
    await widget.open();
    await widget.say('one');
    await page.waitForFunction(() => window.isAsked);
    await page.clock.runFor(31_000);
    await expect(widget.failed).toContainText('not set up correctly');
  });

  for (const [problem, tokens, message] of [
    ['returns two invalid tokens', ['stale', 'expired'], /^ocs-chat: the token of authTokenProvider was refused/],
    ['returns the same invalid token twice', ['stale', 'stale'], /^ocs-chat: the token of authTokenProvider was refused/],
    ['throws', [null], /^ocs-chat: authTokenProvider has failed: Error: nobody is logged in/],
    ['returns an object', [{ token: 'good' }], /^ocs-chat: authTokenProvider has failed: TypeError: it has to return a token/],
    ['returns a number', [42], /^ocs-chat: authTokenProvider has failed: TypeError: it has to return a token/],
    ['returns what a header cannot contain', ['a\r\nX-Evil: 1'], /^ocs-chat: authTokenProvider has failed: TypeError: it has to return a token/],
  ]) {
    test(`a message can be sent again after the provider ${problem}`, async ({ page, visit, chatbot, api, expectedConsoleMessages }) => {
      expectedConsoleMessages.push(FAILED_REQUEST, message);
      const widget = await openWithTokens({ page, visit, chatbot, api }, [...tokens, 'good']);
      await widget.say('one');
      await expect(widget.failed).toContainText('not set up correctly');
      await widget.failed.getByRole('button', { name: 'Try again' }).click();
      await expect(widget.answers).toHaveText(['You said: one']);
    });
  }
});

test.describe('diagnose', () => {
  const findings = (page) => page.locator('ocs-chat').evaluate((host) => host.diagnose());

  test('reports no findings for a valid setup and starts no session', async ({ page, visit, chatbot, api, expectedConsoleMessages }) => {
    // It sends a request that every server refuses.
    expectedConsoleMessages.push(FAILED_REQUEST);
    await visit(`${SCRIPT}${elementMarkup(chatbot, api)}`);
    await page.waitForFunction(() => customElements.get('ocs-chat'));
    expect(await findings(page)).toEqual({ ok: true, findings: [] });
    expect(await chatbot.sessions()).toEqual([]);
  });

  const unknown = '22222222-2222-4222-8222-222222222222';
  for (const [problem, prepare, pattern, policy] of [
    [
      'a wrong embed-key',
      { attributes: ({ chatbot, api }) => `chatbot-id="${chatbot.id}" embed-key="wrong" api-base-url="${api}"` },
      /the key or chatbot-id is wrong/,
    ],
    [
      'a wrong chatbot-id',
      { attributes: ({ chatbot, api }) => `chatbot-id="${unknown}" embed-key="${chatbot.key}" api-base-url="${api}"` },
      /the key or chatbot-id is wrong/,
    ],
    ['a site that is not allowed', { change: { allowed_domains: ['shop.example'] } }, /does not allow this site \(localhost\)/],
    [
      'an unreachable API',
      { attributes: ({ chatbot }) => `chatbot-id="${chatbot.id}" api-base-url="http://127.0.0.1:9"`, api: 'http://127.0.0.1:9' },
      /the API at http:\/\/127\.0\.0\.1:9 cannot be reached/,
    ],
    [
      'a server without the Chat API',
      { attributes: ({ chatbot, site }) => `chatbot-id="${chatbot.id}" api-base-url="${site.url}"` },
      /did not respond as a Chat API/,
    ],
    ['a policy without the API', {}, /add this to it: connect-src http:\/\/127\.0\.0\.1/, (api) => strictPolicy(api).replace(` ${api}`, '')],
    ['a policy without WebAssembly', {}, /add 'wasm-unsafe-eval' to script-src/, (api) => strictPolicy(api).replace(" 'wasm-unsafe-eval'", '')],
    ['a missing chatbot-id', { attributes: () => '' }, /chatbot-id is missing/],
  ]) {
    test(`reports ${problem}`, async ({ page, visit, chatbot, api, site, expectedConsoleMessages }) => {
      expectedConsoleMessages.push(FAILED_REQUEST, /^ocs-chat:/, /^violates/, /Content Security Policy/, /CompileError/);
      if (prepare.change) await chatbot.update(prepare.change);
      const attributes = prepare.attributes?.({ chatbot, api, site });
      const settings = { policy: policy ? policy(api) : strictPolicy(prepare.api ?? api) };
      await visit(`${SCRIPT}${attributes === undefined ? elementMarkup(chatbot, api) : `<ocs-chat ${attributes}></ocs-chat>`}`, settings);
      await page.waitForFunction(() => customElements.get('ocs-chat'));
      const { ok, findings: found } = await findings(page);
      expect(ok).toBe(false);
      expect(found).toEqual([expect.stringMatching(pattern)]);
    });
  }

  for (const [problem, status, body, pattern] of [
    ['a chatbot that the visitor has no access to', 403, { error: 'You do not have access to this chatbot' }, /has no access to the chatbot/],
    ['a notice with the word "access" as a chatbot that is switched off', 403, { error: 'No access before 8:00.' }, /is switched off/],
    ['a required login that the server announces with 403', 403, { error: 'x', code: 'chat_access_denied' }, /requires visitors to be logged in/],
    ['a wrong embed-key that the server announces with 403', 403, { detail: 'Invalid widget embed key' }, /the key or chatbot-id is wrong/],
    ['a 403 with another code as a rejected request', 403, { error: 'x', code: 'other' }, /rejected a valid request/],
    ['a chatbot without a published version', 409, { error: 'x', code: 'no_published_version' }, /no published version/],
    ['a 409 without that code as another server', 409, { error: 'x' }, /did not respond as a Chat API \(status 409\)/],
    ['a request that is too long', 413, {}, /the request is too long/],
    ['an unknown chatbot', 404, { detail: 'No Experiment matches the given query.' }, /has no chatbot with this chatbot-id/],
    ['a 400 of another server', 400, { error: 'Bad request' }, /did not respond as a Chat API \(status 400\)/],
    ['a 403 without a session as a site that is not allowed', 403, { detail: 'Authentication credentials were not provided.' }, /does not allow this site/],
    ['a 400 about something else as another server', 400, { detail: 'JSON parse error' }, /did not respond as a Chat API \(status 400\)/],
    ['an error of the server', 502, {}, /returned an error \(502\)/],
  ]) {
    test(`reports ${problem}`, async ({ page, visit, chatbot, api, expectedConsoleMessages }) => {
      expectedConsoleMessages.push(FAILED_REQUEST, /^ocs-chat:/);
      await chatbot.injectFault({ on: 'start', kind: 'status', status, body });
      await visit(`${SCRIPT}${elementMarkup(chatbot, api)}`);
      await page.waitForFunction(() => customElements.get('ocs-chat'));
      expect(await findings(page)).toEqual({ ok: false, findings: [expect.stringMatching(pattern)] });
    });
  }

  test('reports what the server has refused in the conversation, until it works again', async ({ page, visit, chatbot, api, expectedConsoleMessages }) => {
    expectedConsoleMessages.push(FAILED_REQUEST, /^ocs-chat: the chatbot is switched off/);
    await chatbot.update({ enabled: false });
    await visit(`${SCRIPT}${elementMarkup(chatbot, api)}`);
    const widget = await sendRefused(page);
    await expect.poll(() => findings(page)).toEqual({ ok: false, findings: [expect.stringMatching(/switched off/)] });
    await chatbot.update({ enabled: true });
    await widget.ask('and now?');
    expect(await findings(page)).toEqual({ ok: true, findings: [] });
  });

  test('reports that the session of the page is refused or has ended', async ({ page, visit, chatbot, api, expectedConsoleMessages }) => {
    // diagnose writes its findings to the console, too.
    expectedConsoleMessages.push(FAILED_REQUEST, /^ocs-chat: the (server does not accept session-id|session of session-id has ended)/);
    const refusal = page.waitForEvent('console', (message) => /does not accept session-id/.test(message.text()));
    const { id, token } = await chatbot.startSession();
    await visit(`${SCRIPT}${elementMarkup(chatbot, api)}`);
    const widget = new Widget(page);
    const use = (sessionToken) =>
      widget.host.evaluate((host, [sessionId, sessionToken]) => host.update({ sessionId, sessionToken, visible: true }), [id, sessionToken]);
    await use('bad');
    await refusal;
    await expect.poll(() => findings(page)).toEqual({ ok: false, findings: [expect.stringMatching(/does not accept session-id/)] });
    await use(token);
    await widget.ask('works');
    expect(await findings(page)).toEqual({ ok: true, findings: [] });
    await chatbot.changeNewestSession({ ended: true });
    await widget.say('over?');
    await expect.poll(() => findings(page)).toEqual({ ok: false, findings: [expect.stringMatching(/has ended/)] });
  });

  test('reports that the server refuses each new session', async ({ page, visit, chatbot, api, expectedConsoleMessages }) => {
    expectedConsoleMessages.push(FAILED_REQUEST, /^ocs-chat: the server rejected a valid request/);
    await chatbot.injectFault({ on: 'message', kind: 'status', status: 403, body: { error: 'x', code: 'session_token_invalid' } });
    const refusal = page.waitForEvent('console', (message) => /rejected a valid request/.test(message.text()));
    await visit(`${SCRIPT}${elementMarkup(chatbot, api)}`);
    await sendRefused(page);
    await refusal;
    expect(await findings(page)).toEqual({ ok: false, findings: [expect.stringMatching(/rejected a valid request/)] });
  });

  test('reports an archived chatbot, once a message has been refused', async ({ page, visit, chatbot, api, expectedConsoleMessages }) => {
    expectedConsoleMessages.push(FAILED_REQUEST, /^ocs-chat: the server has no chatbot/);
    await chatbot.update({ archived: true });
    await visit(`${SCRIPT}${elementMarkup(chatbot, api)}`);
    await sendRefused(page);
    expect(await findings(page)).toEqual({ ok: false, findings: [expect.stringMatching(/the chatbot is archived/)] });
  });

  test('reports a chatbot that is unpublished during the conversation, and the visitor reads that it is not available', async ({
    page,
    visit,
    chatbot,
    api,
    expectedConsoleMessages,
  }) => {
    expectedConsoleMessages.push(FAILED_REQUEST, /^ocs-chat: the chatbot has no published version/);
    await chatbot.update({ public_link: true });
    await visit(`${SCRIPT}${elementMarkup(chatbot, api)}`);
    const widget = new Widget(page);
    await widget.open();
    await widget.ask('one');
    await chatbot.update({ published: false });
    await widget.say('two');
    await expect(widget.failed).toContainText('this chat is not available at the moment');
    expect((await findings(page)).findings).toEqual([expect.stringMatching(/no published version/)]);
  });

  test('reports a version-number that the server refuses', async ({ page, visit, chatbot, api, expectedConsoleMessages }) => {
    expectedConsoleMessages.push(FAILED_REQUEST, /^ocs-chat: the server does not accept version-number/);
    await visit(`${SCRIPT}${elementMarkup(chatbot, api, 'version-number="1"')}`);
    const widget = new Widget(page);
    await widget.open();
    await widget.say('anybody?');
    await expect(widget.failed).toContainText('not set up correctly');
    expect((await findings(page)).findings).toEqual([expect.stringMatching(/^the server does not accept version-number/)]);
  });

  test('reports blocked storage', async ({ page, visit, chatbot, api, expectedConsoleMessages }) => {
    expectedConsoleMessages.push(FAILED_REQUEST, /^ocs-chat: the browser does not let this page store/);
    await page.addInitScript(() => {
      Object.defineProperty(window, 'localStorage', {
        get: () => {
          throw new DOMException('no', 'SecurityError');
        },
      });
    });
    await visit(`${SCRIPT}${elementMarkup(chatbot, api)}`);
    await page.waitForFunction(() => customElements.get('ocs-chat'));
    expect((await findings(page)).findings).toEqual([expect.stringMatching(/store anything/)]);
  });
});

for (const [problem, breakUrl] of [
  ['is unreachable', (attributes) => attributes.replace(/api-base-url="[^"]*"/, 'api-base-url="http://127.0.0.1:9"')],
  ['the Content Security Policy blocks', null],
]) {
  test(`an API that ${problem} is reported in the console with the sentence of diagnose`, async ({ page, visit, chatbot, api, expectedConsoleMessages }) => {
    expectedConsoleMessages.push(FAILED_REQUEST, /^ocs-chat:/, /^violates/, /Content Security Policy/);
    const policy = breakUrl ? strictPolicy('http://127.0.0.1:9') : strictPolicy(api).replace(` ${api}`, '');
    await visit(`${SCRIPT}${breakUrl ? breakUrl(elementMarkup(chatbot, api)) : elementMarkup(chatbot, api)}`, { policy });
    const widget = new Widget(page);
    await widget.open();
    const report = page.waitForEvent('console', (message) => /^ocs-chat: the (API|page's)/.test(message.text()));
    await widget.say('anybody?');
    const text = (await report).text();
    const { findings } = await widget.host.evaluate((host) => host.diagnose());
    expect([text]).toEqual(findings.map((finding) => `ocs-chat: ${finding}`));
  });
}

test('a policy without WebAssembly shows a message to the visitor and logs the missing directive', async ({
  page,
  visit,
  chatbot,
  api,
  expectedConsoleMessages,
}) => {
  expectedConsoleMessages.push(/^ocs-chat:/, /Content Security Policy/, /CompileError/, /^violates/);
  const messages = consoleMessages(page);
  await visit(`${SCRIPT}${elementMarkup(chatbot, api)}`, { policy: strictPolicy(api).replace(" 'wasm-unsafe-eval'", '') });
  const widget = new Widget(page);
  await widget.launcher.click();
  await expect(widget.host.getByRole('status')).toHaveText('The chat could not be loaded.');
  expect(messages.filter((text) => text.startsWith('ocs-chat:'))).toEqual([expect.stringContaining("add 'wasm-unsafe-eval' to script-src")]);
});
