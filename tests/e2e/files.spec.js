// Selected files: each upload has the name and the bytes of its own file.

import { Widget, expect, test } from './support/test.js';

for (const [clock, prepare] of [
  ['running', () => {}],
  [
    'frozen, with a predictable Math.random',
    () => {
      const now = Date.now();
      Date.now = () => now;
      Math.random = () => 0.5;
    },
  ],
]) {
  test(`sixty files selected together are uploaded as sixty files while the clock is ${clock}`, async ({ page, visit, line, chatbot }) => {
    await page.addInitScript(prepare);
    await visit(line('data-allow-attachments="true"'));
    const widget = new Widget(page);
    await widget.open();
    const files = Array.from({ length: 60 }, (_, index) => ({ name: `${index}.txt`, body: 'x'.repeat(index + 1) }));
    await widget.attach(...files);
    await expect(widget.picked).toHaveCount(60);
    await widget.say('all of them');
    await expect(widget.answers).toHaveCount(1);
    const [upload] = await chatbot.received('upload');
    expect(upload.body.files.map(({ name, size }) => [name, size])).toEqual(files.map(({ name, body }) => [name, body.length]));
  });
}

test('files selected in two tabs at the same time are not confused', async ({ page, visit, line, chatbot, openTab }) => {
  const freeze = () => {
    const now = 1_795_824_000_000;
    Date.now = () => now;
    Math.random = () => 0.5;
  };
  await page.addInitScript(freeze);
  await visit(line('data-allow-attachments="true"'));
  const one = new Widget(page);
  const other = await openTab((tab) => tab.addInitScript(freeze));
  for (const [widget, name] of [[one, 'one.txt'], [other, 'other.txt']]) {
    await widget.open();
    await widget.attach({ name, body: name });
    await expect(widget.picked).toHaveCount(1);
  }
  await one.say('first');
  await expect(one.answers).toHaveCount(1);
  await other.say('second');
  await expect(other.answers).toHaveCount(2);
  const uploads = (await chatbot.received('upload')).map(({ body }) => body.files.map(({ name, size }) => [name, size]));
  expect(uploads).toEqual([[['one.txt', 7]], [['other.txt', 9]]]);
});

test.describe('file names', () => {
  test.use({ viewport: { width: 340, height: 640 } });

  test('show their extension, and the whole name in a tooltip', async ({ widget }) => {
    const long = `${'a very long report '.repeat(8)}of 2026.pdf`;
    await widget.open();
    await widget.attach({ name: long }, { name: 'invoice\u202Efdp.exe' }, { name: '\u3000\u200F' });
    const name = (index) => widget.picked.nth(index).locator('.name');
    const end = name(0).locator('span').last();
    await expect(end).toHaveText('f 2026.pdf');
    expect(await end.evaluate((element) => element.getBoundingClientRect().right <= element.closest('li').querySelector('.size').getBoundingClientRect().left)).toBe(true);
    await expect(name(0)).toHaveAttribute('title', long);
    await expect(name(0)).toHaveText(long);
    await expect(widget.button(`Remove ${long}`)).toBeVisible();
    await expect(name(1)).toHaveText('invoicefdp.exe');
    await expect(widget.button('Remove invoicefdp.exe')).toBeVisible();
    await expect(name(2)).toHaveText('File without a name');
    await expect(widget.button('Remove File without a name')).toBeVisible();
  });
});

/** Lets the browser store no files, as in private windows of WebKit; with `isFull` nothing else either. */
const storeNoFiles = (isFull) => {
  const { put } = IDBObjectStore.prototype;
  IDBObjectStore.prototype.put = function (value, key) {
    if (isFull || value instanceof Blob) throw new DOMException('This value cannot be stored', 'DataCloneError');
    return put.call(this, value, key);
  };
};

test('selected files outlive the page where the browser cannot store them as files', async ({ page, visit, line, chatbot }) => {
  await page.addInitScript(storeNoFiles, false);
  await visit(line('data-allow-attachments="true"'));
  const widget = new Widget(page);
  await widget.open();
  await widget.attach({ name: 'notes.txt', body: 'four' });
  await expect(widget.picked).toHaveCount(1);
  await page.evaluate(async () => {
    // Opening a database that does not exist would make one.
    while (!(await indexedDB.databases()).some(({ name }) => name === 'ocs-chat')) await new Promise(requestAnimationFrame);
    for (let found = 0; !found; ) {
      const request = indexedDB.open('ocs-chat');
      const database = await new Promise((resolve) => (request.onsuccess = () => resolve(request.result)));
      if (database.objectStoreNames.contains('files')) {
        const count = database.transaction('files').objectStore('files').count();
        found = await new Promise((resolve) => (count.onsuccess = () => resolve(count.result)));
      }
      database.close();
    }
  });
  await page.reload();
  await widget.open();
  await expect(widget.picked).toHaveText([/notes\.txt.*4 bytes/]);
  await widget.ask('Here are my notes', 'notes.txt, 4 bytes, text/plain'.slice(0, 9));
  const [upload] = await chatbot.received('upload');
  expect(upload.body.files.map(({ name, size }) => [name, size])).toEqual([['notes.txt', 4]]);
});

test('a file that the browser has not kept is marked, and no message is sent without it unasked', async ({ page, visit, line, chatbot }) => {
  await page.addInitScript(storeNoFiles, true);
  await visit(line('data-allow-attachments="true"'));
  const widget = new Widget(page);
  await widget.open();
  await widget.attach({ name: 'notes.txt', body: 'four' });
  await widget.field.fill('Here are my notes');
  await page.reload();
  await widget.open();
  await expect(widget.picked).toHaveText([/notes\.txt.*No longer available/]);
  await expect(widget.field).toHaveValue('Here are my notes');
  await widget.field.press('Enter');
  await expect(widget.host.getByRole('alert')).toContainText('Remove the files');
  expect(await chatbot.heard()).toEqual([]);
  await widget.button('Remove notes.txt').click();
  await widget.field.press('Enter');
  await expect(widget.answers).toHaveText(['You said: Here are my notes']);
});
