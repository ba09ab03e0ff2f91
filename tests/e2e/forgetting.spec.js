// `destroy({ forget: true })` removes what belongs to this visitor, chatbot and server, and nothing else.

import { Widget, expect, test } from './support/test.js';

/** Names of everything that is stored, files included. */
const storedNames = (page) =>
  page.evaluate(async () => {
    const names = [...Object.keys(localStorage), ...Object.keys(sessionStorage)];
    const databases = await indexedDB.databases();
    if (databases.some(({ name }) => name === 'ocs-chat')) {
      const keys = await new Promise((done) => {
        indexedDB.open('ocs-chat').onsuccess = ({ target }) => {
          target.result.transaction('files').objectStore('files').getAllKeys().onsuccess = (read) => {
            target.result.close();
            done(read.target.result);
          };
        };
      });
      names.push(...keys.map((key) => `file ${key}`));
    }
    return names.sort();
  });

const forget = (widget) => widget.host.evaluate((host) => host.destroy({ forget: true }));

/** Chats as a visitor, and leaves a draft with a file. */
async function chatAs(widget, text) {
  await widget.open();
  await widget.ask(text);
  await widget.attach({ name: 'draft.txt', body: text });
  await expect(widget.picked).toHaveCount(1);
}

for (const others of [
  ['ann.smith', 'ann@corp.example', 'ann.', 'ann!1', 'ann/0'],
  ["ann'", 'ann~', 'ann+', 'ann%1', 'ann$1'],
  ['an', 'Ann', 'ann#', 'ann_2e_', 'ann=', 'ann&', 'ann^'],
]) {
  test(`forgetting ann leaves ${others.join(' and ')} alone`, async ({ page, visit, line }) => {
    const widget = new Widget(page);
    const as = (user) => visit(line(`data-allow-attachments="true" data-user-id="${user}"`));
    for (const user of others) {
      await as(user);
      await widget.open();
      await widget.ask(`I am ${user}`);
    }
    const before = await storedNames(page);
    await as('ann');
    await chatAs(widget, 'I am ann');
    await forget(widget);
    expect(await storedNames(page)).toEqual(before);
    for (const user of others) {
      await as(user);
      await widget.open();
      await expect(widget.own).toHaveText([`I am ${user}`]);
    }
  });
}

test('forgetting a conversation leaves those with the same chatbot on other servers alone', async ({ page, visit, line, chatbot, api }) => {
  await visit(line());
  const widget = new Widget(page);
  await widget.open();
  await widget.ask('here');
  // As version 1.0.0 has stored them: on the default server, on one below this one's address, and on another.
  const others = ['', `@${api}/1`, '@https://chat.example'].map((server) => `ocs-chat:${chatbot.id}${server}`);
  await page.evaluate((names) => names.forEach((name) => localStorage.setItem(name, '{"version":2}')), others);
  await forget(widget);
  expect(await storedNames(page)).toEqual([...others, 'ocs-user-id'].sort());
});

test('the visitor id that other chatbots of the site share stays', async ({ page, visit, line }) => {
  await visit(line());
  const widget = new Widget(page);
  await widget.open();
  await widget.ask('hello', 'Hello');
  const id = await page.evaluate(() => localStorage.getItem('ocs-user-id'));
  await forget(widget);
  expect(await page.evaluate(() => localStorage.getItem('ocs-user-id'))).toBe(id);
});

test('picked files are erased when the promise is fulfilled', async ({ page, visit, line }) => {
  await visit(line('data-allow-attachments="true"'));
  const widget = new Widget(page);
  await widget.open();
  await widget.ask('hello', 'Hello');
  // Erased while some of them are still being written.
  await widget.attach(...Array.from({ length: 40 }, (_, at) => ({ name: `${at}.txt`, body: 'x'.repeat(100_000) })));
  await expect(widget.picked).toHaveCount(40);
  const left = await widget.host.evaluate(async (host) => {
    await host.destroy({ forget: true });
    return (await indexedDB.databases()).map(({ name }) => name);
  });
  expect(left).toEqual([]);
  await page.reload();
  expect(await storedNames(page)).toEqual(['ocs-user-id']);
});

test('a page that is left at once after forgetting leaves nothing of the conversation', async ({ page, visit, line }) => {
  await visit(line('data-allow-attachments="true"'));
  const widget = new Widget(page);
  await widget.open();
  await widget.ask('hello', 'Hello');
  // The code that erases files does not come.
  await page.route('**/file-store-*.js*', () => {});
  const reloaded = page.waitForEvent('load');
  await widget.host.evaluate((host) => {
    void host.destroy({ forget: true });
    location.reload();
  });
  await reloaded;
  expect(await storedNames(page)).toEqual(['ocs-user-id']);
});

test('a file that is still to be written when the visitor is forgotten is not written', async ({ page, visit, line, complaints }) => {
  complaints.push(/^Failed to load resource/);
  let requests = 0;
  await page.route('**/file-store-*.js*', (route) => {
    requests += 1;
    return requests === 1 ? route.abort() : route.continue();
  });
  await visit(line('data-allow-attachments="true"'));
  const widget = new Widget(page);
  await widget.open();
  await widget.attach({ name: 'a.txt', body: 'not to be kept' });
  await expect(widget.picked).toHaveCount(1);
  await expect.poll(() => requests).toBeGreaterThan(0);
  await forget(widget);
  expect(requests).toBeGreaterThan(1);
  expect(await page.evaluate(async () => (await indexedDB.databases()).length)).toBe(0);
});

test('a draft is not stored again while files are being erased', async ({ page, visit, line }) => {
  await visit(line());
  const widget = new Widget(page);
  await widget.open();
  await widget.ask('hello', 'Hello');
  await widget.field.fill('half a sentence');
  await widget.host.evaluate((host) => {
    void host.destroy({ forget: true });
    dispatchEvent(new PageTransitionEvent('pagehide'));
  });
  await expect(widget.host).toHaveCount(0);
  expect(await storedNames(page)).toEqual(['ocs-user-id']);
});

test('a conversation that version 1.0.0 has stored goes on under its old key, and is forgotten', async ({ page, visit, line, chatbot, api }) => {
  const attributes = 'data-allow-attachments="true" data-user-id="ann.smith@corp.example"';
  await visit(line(attributes));
  const widget = new Widget(page);
  await widget.open();
  await widget.ask('before');
  await page.evaluate(
    ([newPart, oldPart]) => {
      for (const name of Object.keys(localStorage).filter((one) => one.includes(newPart))) {
        localStorage.setItem(oldPart + name.slice(name.indexOf(newPart) + newPart.length), localStorage.getItem(name));
        localStorage.removeItem(name);
      }
    },
    [
      `ann_2e_smith_40_corp_2e_example`,
      `ocs-chat:${chatbot.id}@${api}#ann.smith@corp.example`,
    ],
  );
  await visit(line(attributes));
  await widget.open();
  await expect(widget.own).toHaveText(['before']);
  await widget.ask('after');
  expect(await chatbot.received('start')).toHaveLength(1);
  await forget(widget);
  expect(await storedNames(page)).toEqual([]);
});
