// Elements whose names hide the document's own properties: what sanitisers leave in content that visitors have written.

import { Widget, expect, test } from './support/test.js';

const EVIL = 'data-chatbot-id="22222222-2222-4222-8222-222222222222" data-embed-key="evil" data-api-base-url="https://evil.example" src="/embed.js"';

for (const [what, markup] of [
  ['an image', `<img name="currentScript" ${EVIL} alt="">`],
  ['a form', `<form name="currentScript" ${EVIL}></form>`],
  ['an object', `<object id="currentScript" ${EVIL}></object>`],
  ['two images', `<img name="currentScript" ${EVIL} alt=""><img name="currentScript" ${EVIL} alt="">`],
  ['an image that is named like the list of scripts', `<img name="scripts" ${EVIL} alt="">`],
]) {
  for (const kind of ['', 'type="module"']) {
    test(`${what} does not stand in for the ${kind ? 'module' : 'classic'} script`, async ({ page, visit, line, chatbot, complaints }) => {
      complaints.push(/picture|evil|404|Content Security Policy|img-src|object-src/);
      const asked = [];
      page.on('request', (request) => asked.push(request.url()));
      await visit(markup + line().replace('<script async', `<script async ${kind}`));
      const widget = new Widget(page);
      await widget.open();
      await widget.ask('who hears this?');
      expect(await chatbot.heard()).toEqual(['who hears this?']);
      expect(asked.filter((url) => url.includes('evil.example'))).toEqual([]);
      await expect(widget.host).toHaveCount(1);
    });
  }
}

test('a script of another name is not taken for the line', async ({ page, visit, line, site, chatbot }) => {
  for (const name of ['/not-embed.js', '/embed.js.map', '/loader.js']) site.put(name, '', { 'content-type': 'text/javascript' });
  const other = (src) => `<script src="${src}" data-chatbot-id="22222222-2222-4222-8222-222222222222"></script>`;
  await visit(
    `${other('/not-embed.js')}${other('/embed.js.map')}${other('/loader.js?from=/embed.js')}` +
      line().replace('<script async', '<script type="module"'),
  );
  const widget = new Widget(page);
  await widget.open();
  await widget.ask('hello', 'Hello');
  expect(await chatbot.heard()).toEqual(['hello']);
});

test('an element that has the chatbot’s id is not taken for its widget', async ({ page, visit, line, chatbot }) => {
  await visit(`<img chatbot-id="${chatbot.id}" alt="">${line()}`);
  const widget = new Widget(page);
  await widget.open();
  await widget.ask('hello', 'Hello');
});
