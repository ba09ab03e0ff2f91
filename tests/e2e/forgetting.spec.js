// `destroy({ forget: true })` and the menu remove the data of this visitor, chatbot and server, and nothing else.

import { holdRequests } from './support/held-requests.js';
import { storedFiles } from './support/stored-files.js';
import { Widget, expect, test } from './support/test.js';

/** Keys of all stored items and files, sorted. */
async function storedNames(page) {
  const names = await page.evaluate(() => [...Object.keys(localStorage), ...Object.keys(sessionStorage)]);
  for (const key of await storedFiles(page)) names.push(`file ${key}`);
  return names.sort();
}

const forget = (widget) => widget.host.evaluate((host) => host.destroy({ forget: true }));

/** Sends a message and selects a file without sending it. */
async function chatWithDraft(widget, text) {
  await widget.open();
  await widget.ask(text);
  await widget.attach({ name: 'draft.txt', body: text });
  await expect(widget.selectedFiles).toHaveCount(1);
}

for (const others of [
  ['ann.smith', 'ann@corp.example', 'ann.', 'ann!1', 'ann/0'],
  ["ann'", 'ann~', 'ann+', 'ann%1', 'ann$1'],
  ['an', 'Ann', 'ann#', 'ann_2e_', 'ann=', 'ann&', 'ann^'],
]) {
  test(`forgetting ann keeps the data of ${others.join(' and ')}`, async ({ page, visit, scriptTag }) => {
    const widget = new Widget(page);
    const as = (user) => visit(scriptTag(`data-allow-attachments="true" data-user-id="${user}"`));
    for (const user of others) {
      await as(user);
      await widget.open();
      await widget.ask(`I am ${user}`);
    }
    const before = await storedNames(page);
    await as('ann');
    await chatWithDraft(widget, 'I am ann');
    await forget(widget);
    expect(await storedNames(page)).toEqual(before);
    for (const user of others) {
      await as(user);
      await widget.open();
      await expect(widget.own).toHaveText([`I am ${user}`]);
    }
  });
}

test('forgetting a conversation keeps those with the same chatbot on other servers', async ({ page, visit, scriptTag, chatbot, api }) => {
  await visit(scriptTag());
  const widget = new Widget(page);
  await widget.open();
  await widget.ask('here');
  // Keys of version 1.0.0 for the default server, for a path below this server's address, and for another server.
  const others = ['', `@${api}/1`, '@https://chat.example'].map((server) => `ocs-chat:${chatbot.id}${server}`);
  await page.evaluate((names) => names.forEach((name) => localStorage.setItem(name, '{"version":2}')), others);
  await forget(widget);
  expect(await storedNames(page)).toEqual([...others, 'ocs-user-id'].sort());
});

test('the visitor id, which other chatbots of the site share, is kept', async ({ page, visit, scriptTag }) => {
  await visit(scriptTag());
  const widget = new Widget(page);
  await widget.open();
  await widget.ask('hello', 'Hello');
  const id = await page.evaluate(() => localStorage.getItem('ocs-user-id'));
  await forget(widget);
  expect(await page.evaluate(() => localStorage.getItem('ocs-user-id'))).toBe(id);
});

test('selected files are deleted before the promise resolves', async ({ page, visit, scriptTag }) => {
  await visit(scriptTag('data-allow-attachments="true"'));
  const widget = new Widget(page);
  await widget.open();
  await widget.ask('hello', 'Hello');
  // Some of them are still being written when they are deleted.
  await widget.attach(...Array.from({ length: 40 }, (_, index) => ({ name: `${index}.txt`, body: 'x'.repeat(100_000) })));
  await expect(widget.selectedFiles).toHaveCount(40);
  const databases = await widget.host.evaluate(async (host) => {
    await host.destroy({ forget: true });
    return (await indexedDB.databases()).map(({ name }) => name);
  });
  expect(databases).toEqual([]);
  await page.reload();
  expect(await storedNames(page)).toEqual(['ocs-user-id']);
});

test('a reload immediately after forgetting leaves no data of the conversation', async ({ page, visit, scriptTag }) => {
  await visit(scriptTag('data-allow-attachments="true"'));
  const widget = new Widget(page);
  await widget.open();
  await widget.ask('hello', 'Hello');
  // The script that deletes files does not load.
  await page.route('**/files-*.js*', () => {});
  const reloaded = page.waitForEvent('load');
  await widget.host.evaluate((host) => {
    void host.destroy({ forget: true });
    location.reload();
  });
  await reloaded;
  expect(await storedNames(page)).toEqual(['ocs-user-id']);
});

test('a file whose write is pending is not stored after forgetting', async ({ page, visit, scriptTag, expectedConsoleMessages }) => {
  expectedConsoleMessages.push(/^Failed to load resource/);
  let requests = 0;
  await page.route('**/files-*.js*', (route) => {
    requests += 1;
    return requests === 1 ? route.abort() : route.continue();
  });
  await visit(scriptTag('data-allow-attachments="true"'));
  const widget = new Widget(page);
  await widget.open();
  await widget.attach({ name: 'a.txt', body: 'not to be kept' });
  await expect(widget.selectedFiles).toHaveCount(1);
  await expect.poll(() => requests).toBeGreaterThan(0);
  await forget(widget);
  expect(requests).toBeGreaterThan(1);
  expect(await page.evaluate(async () => (await indexedDB.databases()).length)).toBe(0);
});

test('a draft is not stored again while files are being deleted', async ({ page, visit, scriptTag }) => {
  await visit(scriptTag());
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

test('a conversation stored by version 1.0.0 continues under its old key and can be forgotten', async ({ page, visit, scriptTag, chatbot, api }) => {
  const attributes = 'data-allow-attachments="true" data-user-id="ann.smith@corp.example"';
  await visit(scriptTag(attributes));
  const widget = new Widget(page);
  await widget.open();
  await widget.ask('before');
  await page.evaluate(
    ([newPart, oldPart]) => {
      for (const name of Object.keys(localStorage).filter((key) => key.includes(newPart))) {
        localStorage.setItem(oldPart + name.slice(name.indexOf(newPart) + newPart.length), localStorage.getItem(name));
        localStorage.removeItem(name);
      }
    },
    [`ann_2e_smith_40_corp_2e_example`, `ocs-chat:${chatbot.id}@${api}#ann.smith@corp.example`],
  );
  await visit(scriptTag(attributes));
  await widget.open();
  await expect(widget.own).toHaveText(['before']);
  await widget.ask('after');
  expect(await chatbot.receivedRequests('start')).toHaveLength(1);
  await forget(widget);
  expect(await storedNames(page)).toEqual([]);
});

/** Deletes the conversation as a visitor does: by the menu and its dialog. */
async function deleteByMenu({ host }) {
  await host.getByRole('button', { name: 'More options' }).click();
  await host.getByRole('menuitem', { name: 'Delete this conversation from this device' }).click();
  await expect(host.getByRole('alertdialog')).toContainText('removed from this browser');
  await host.getByRole('button', { name: 'Delete', exact: true }).click();
}

test('the visitor deletes the conversation by the menu, and the next one is new', async ({ page, visit, scriptTag, openTab }) => {
  await visit(scriptTag('data-allow-attachments="true"'));
  const widget = new Widget(page);
  const before = await storedNames(page);
  await chatWithDraft(widget, 'a secret');
  const other = await openTab();
  await other.open();
  await expect(other.own).toHaveText(['a secret']);
  await deleteByMenu(widget);
  await expect(widget.own).toHaveCount(0);
  await expect(other.own).toHaveCount(0);
  await expect(widget.selectedFiles).toHaveCount(0);
  await expect(widget.field).toBeFocused();
  expect(await page.evaluate(() => JSON.stringify([{ ...localStorage }, { ...sessionStorage }]))).not.toContain('secret');
  const files = async () => (await storedNames(page)).filter((name) => name.startsWith('file '));
  await expect.poll(files).toEqual(before.filter((name) => name.startsWith('file ')));
  await widget.ask('a new start');
  await other.page.close();
  await page.reload();
  await widget.open();
  await expect(widget.own).toHaveText(['a new start']);
});

test('another tab does not store a conversation again that the page has forgotten', async ({ page, visit, scriptTag, openTab }) => {
  await visit(scriptTag());
  const widget = new Widget(page);
  await widget.open();
  await widget.ask('a secret');
  const other = await openTab();
  await other.open();
  await expect(other.own).toHaveText(['a secret']);
  await forget(widget);
  await expect(other.own).toHaveCount(0);
  await page.close();
  await other.ask('good day');
  expect(await other.page.evaluate(() => JSON.stringify({ ...localStorage }))).not.toContain('secret');
});

test('a page that forgets before the application has loaded ends the conversation in other tabs', async ({ page, widget, openTab }) => {
  await widget.open();
  await widget.ask('a secret');
  let release;
  const other = await openTab(async (tab) => (release = await holdRequests(tab, '**/*.wasm')));
  await forget(other);
  await expect(widget.own).toHaveCount(0);
  await widget.ask('good day');
  await expect(widget.own).toHaveText(['good day']);
  expect(await page.evaluate(() => JSON.stringify({ ...localStorage }))).not.toContain('secret');
  release();
});

test('the conversation is kept if the visitor cancels', async ({ page, visit, scriptTag }) => {
  await visit(scriptTag());
  const widget = new Widget(page);
  await widget.open();
  await widget.ask('keep me');
  await widget.host.getByRole('button', { name: 'More options' }).click();
  await widget.host.getByRole('menuitem', { name: 'Delete this conversation from this device' }).press('Enter');
  await widget.host.getByRole('button', { name: 'Cancel' }).press('Enter');
  await expect(widget.own).toHaveText(['keep me']);
  await page.reload();
  await widget.open();
  await expect(widget.own).toHaveText(['keep me']);
});

test('the next conversation can start before the files of the last one are removed', async ({ page, visit, scriptTag }) => {
  await visit(scriptTag('data-allow-attachments="true"'));
  const widget = new Widget(page);
  await widget.open();
  await widget.ask('a secret');
  await widget.attach({ name: 'old.txt' });
  const files = async () => (await storedNames(page)).filter((name) => name.startsWith('file '));
  await expect.poll(files).toHaveLength(1);
  const [old] = await files();
  await page.reload();
  const release = await holdRequests(page, '**/files-*.js');
  await widget.open();
  await deleteByMenu(widget);
  await expect(widget.own).toHaveCount(0);
  await expect(widget.field).toBeFocused();
  await widget.host.evaluate((host) => host.send('a new start'));
  await expect(widget.own).toHaveText(['a new start']);
  expect(await files()).toEqual([old]);
  await widget.attach({ name: 'new.txt' });
  release();
  await expect.poll(async () => (await files()).length === 1 && !(await files()).includes(old)).toBe(true);
  await expect(widget.selectedFiles).toHaveCount(1);
});
