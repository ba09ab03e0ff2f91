// DOM clobbering: elements whose names shadow properties of the document. Sanitizers leave such elements in user content.

import { Widget, expect, test } from './support/test.js';

/** Attributes of a widget that an attacker controls. */
const EVIL = 'data-chatbot-id="22222222-2222-4222-8222-222222222222" data-embed-key="evil" data-api-base-url="https://evil.example" src="/embed.js"';

for (const [element, markup] of [
  ['an image', `<img name="currentScript" ${EVIL} alt="">`],
  ['a form', `<form name="currentScript" ${EVIL}></form>`],
  ['an object', `<object id="currentScript" ${EVIL}></object>`],
  ['two images', `<img name="currentScript" ${EVIL} alt=""><img name="currentScript" ${EVIL} alt="">`],
  ['an image named `scripts`', `<img name="scripts" ${EVIL} alt="">`],
]) {
  for (const kind of ['', 'type="module"']) {
    test(`${element} does not replace the ${kind ? 'module' : 'classic'} script element`, async ({
      page,
      visit,
      scriptTag,
      chatbot,
      expectedConsoleMessages,
    }) => {
      expectedConsoleMessages.push(/picture|evil|404|Content Security Policy|img-src|object-src/);
      const requests = [];
      page.on('request', (request) => requests.push(request.url()));
      await visit(markup + scriptTag().replace('<script async', `<script async ${kind}`));
      const widget = new Widget(page);
      await widget.open();
      await widget.ask('who hears this?');
      expect(await chatbot.receivedTexts()).toEqual(['who hears this?']);
      expect(requests.filter((url) => url.includes('evil.example'))).toEqual([]);
      await expect(widget.host).toHaveCount(1);
    });
  }
}

test('a script with another file name is not used as the embedding script', async ({ page, visit, scriptTag, site, chatbot }) => {
  for (const name of ['/not-embed.js', '/embed.js.map', '/loader.js']) site.put(name, '', { 'content-type': 'text/javascript' });
  const otherScript = (src) => `<script src="${src}" data-chatbot-id="22222222-2222-4222-8222-222222222222"></script>`;
  await visit(
    `${otherScript('/not-embed.js')}${otherScript('/embed.js.map')}${otherScript('/loader.js?from=/embed.js')}` +
      scriptTag().replace('<script async', '<script type="module"'),
  );
  const widget = new Widget(page);
  await widget.open();
  await widget.ask('hello', 'Hello');
  expect(await chatbot.receivedTexts()).toEqual(['hello']);
});

test('an image with the attribute chatbot-id does not prevent the widget of that chatbot', async ({ page, visit, scriptTag, chatbot }) => {
  await visit(`<img chatbot-id="${chatbot.id}" alt="">${scriptTag()}`);
  const widget = new Widget(page);
  await widget.open();
  await widget.ask('hello', 'Hello');
});
