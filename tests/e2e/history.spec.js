// Reading a long history of a session that the page provides.

import { Widget, expect, test } from './support/test.js';

const COUNT = 1_200;

/** A session whose history has many messages. */
async function longSession(chatbot) {
  const session = await chatbot.startSession();
  const say = (text) =>
    fetch(`${chatbot.api}/control/sessions/${session.id}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ say: text }),
    });
  for (let number = 0; number < COUNT; number += 20) {
    await Promise.all(Array.from({ length: 20 }, (_, index) => say(`Message ${number + index}`)));
  }
  return session;
}

test('at most a hundred rows are rendered when the visitor scrolls while a long history loads', async ({ page, chatbot, visit, scriptTag }) => {
  const session = await longSession(chatbot);
  await page.addInitScript(() => {
    window.mostRows = 0;
    const attach = Element.prototype.attachShadow;
    Element.prototype.attachShadow = function (init) {
      const root = attach.call(this, init);
      new MutationObserver(() => {
        window.mostRows = Math.max(window.mostRows, root.querySelectorAll('.row').length);
      }).observe(root, { childList: true, subtree: true });
      return root;
    };
  });
  await visit(scriptTag(`data-session-id="${session.id}" data-session-token="${session.token}"`));
  const widget = new Widget(page);
  await widget.open();
  await expect(widget.answers.first()).toBeVisible();
  await widget.log.hover();
  await page.mouse.wheel(0, -300);
  await expect.poll(async () => (await chatbot.receivedRequests('poll')).length).toBeGreaterThanOrEqual(COUNT / 50);
  await widget.log.press('End');
  await expect(widget.answers.last()).toBeInViewport();
  expect(await page.evaluate(() => window.mostRows)).toBeLessThanOrEqual(100);
});
