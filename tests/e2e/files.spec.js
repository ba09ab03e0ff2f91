// Selected files: their storage from page to page, their names in the list, and their upload. Photos are scaled down.

import { readFile } from 'node:fs/promises';
import { storedFiles } from './support/stored-files.js';
import { FAILED_REQUEST, Widget, expect, test } from './support/test.js';

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
  test(`sixty files selected together are uploaded as sixty files while the clock is ${clock}`, async ({ page, visit, scriptTag, chatbot }) => {
    await page.addInitScript(prepare);
    await visit(scriptTag('data-allow-attachments="true"'));
    const widget = new Widget(page);
    await widget.open();
    const files = Array.from({ length: 60 }, (_, index) => ({ name: `${index}.txt`, body: 'x'.repeat(index + 1) }));
    await widget.attach(...files);
    await expect(widget.selectedFiles).toHaveCount(60);
    await widget.say('all of them');
    await expect(widget.answers).toHaveCount(1);
    const [upload] = await chatbot.receivedRequests('upload');
    expect(upload.body.files.map(({ name, size }) => [name, size])).toEqual(files.map(({ name, body }) => [name, body.length]));
  });
}

test('files selected in two tabs at the same time are not confused', async ({ page, visit, scriptTag, chatbot, openTab }) => {
  const freeze = () => {
    const now = 1_795_824_000_000;
    Date.now = () => now;
    Math.random = () => 0.5;
  };
  await page.addInitScript(freeze);
  await visit(scriptTag('data-allow-attachments="true"'));
  const one = new Widget(page);
  const other = await openTab((tab) => tab.addInitScript(freeze));
  for (const [widget, name] of [
    [one, 'one.txt'],
    [other, 'other.txt'],
  ]) {
    await widget.open();
    await widget.attach({ name, body: name });
    await expect(widget.selectedFiles).toHaveCount(1);
  }
  await one.say('first');
  await expect(one.answers).toHaveCount(1);
  await other.say('second');
  await expect(other.answers).toHaveCount(2);
  const uploads = (await chatbot.receivedRequests('upload')).map(({ body }) => body.files.map(({ name, size }) => [name, size]));
  expect(uploads).toEqual([[['one.txt', 7]], [['other.txt', 9]]]);
});

test.describe('file names', () => {
  test.use({ viewport: { width: 340, height: 640 } });

  test('show their extension, and the whole name in a tooltip', async ({ widget }) => {
    const long = `${'a very long report '.repeat(8)}of 2026.pdf`;
    await widget.open();
    await widget.attach({ name: long }, { name: 'invoice\u202Efdp.exe' }, { name: '\u3000\u200F' });
    const name = (index) => widget.selectedFiles.nth(index).locator('.name');
    const end = name(0).locator('span').last();
    await expect(end).toHaveText('f 2026.pdf');
    expect(
      await end.evaluate((element) => element.getBoundingClientRect().right <= element.closest('li').querySelector('button').getBoundingClientRect().left),
    ).toBe(true);
    await expect(name(0)).toHaveAttribute('title', long);
    await expect(name(0)).toHaveText(long);
    await expect(widget.button(`Remove ${long}`)).toBeVisible();
    await expect(name(1)).toHaveText('invoicefdp.exe');
    await expect(widget.button('Remove invoicefdp.exe')).toBeVisible();
    await expect(name(2)).toHaveText('File without a name');
    await expect(widget.button('Remove File without a name')).toBeVisible();
  });

  test('are one text if they are short, so that both of their directions are in order', async ({ widget }) => {
    await widget.open();
    await widget.attach({ name: 'تقرير 2026.pdf' });
    const parts = await widget.selectedFiles.locator('.name span').allTextContents();
    expect(parts.filter(Boolean)).toEqual(['تقرير 2026.pdf']);
  });
});

/** Prevents the browser from storing files, as in private windows of WebKit; with `isFull`, from storing anything in IndexedDB. */
const storeNoFiles = (isFull) => {
  const { put } = IDBObjectStore.prototype;
  IDBObjectStore.prototype.put = function (value, key) {
    if (isFull || value instanceof Blob) throw new DOMException('This value cannot be stored', 'DataCloneError');
    return put.call(this, value, key);
  };
};

test('selected files survive a reload in a browser that cannot store them as files', async ({ page, visit, scriptTag, chatbot }) => {
  await page.addInitScript(storeNoFiles, false);
  await visit(scriptTag('data-allow-attachments="true"'));
  const widget = new Widget(page);
  await widget.open();
  await widget.attach({ name: 'notes.txt', body: 'four' });
  await expect(widget.selectedFiles).toHaveCount(1);
  await expect.poll(() => storedFiles(page)).toHaveLength(1);
  await page.reload();
  await widget.open();
  await expect(widget.selectedFiles).toHaveText([/notes\.txt.*4 bytes/]);
  await widget.ask('Here are my notes', 'notes.txt');
  const [upload] = await chatbot.receivedRequests('upload');
  expect(upload.body.files.map(({ name, size }) => [name, size])).toEqual([['notes.txt', 4]]);
});

test('a file that the browser has lost is marked, and the message is not sent without it unless the visitor removes it', async ({
  page,
  visit,
  scriptTag,
  chatbot,
}) => {
  await page.addInitScript(storeNoFiles, true);
  await visit(scriptTag('data-allow-attachments="true"'));
  const widget = new Widget(page);
  await widget.open();
  await widget.attach({ name: 'notes.txt', body: 'four' });
  await widget.field.fill('Here are my notes');
  await page.reload();
  await widget.open();
  await expect(widget.selectedFiles).toHaveText([/notes\.txt.*No longer available/]);
  await expect(widget.field).toHaveValue('Here are my notes');
  await widget.field.press('Enter');
  await expect(widget.host.getByRole('alert')).toContainText('Remove the files');
  expect(await chatbot.receivedTexts()).toEqual([]);
  await widget.button('Remove notes.txt').click();
  await expect(widget.host.getByRole('alert')).toBeHidden();
  await widget.field.press('Enter');
  await expect(widget.answers).toHaveText(['You said: Here are my notes']);
});

test.describe('photos', () => {
  /** A picture of this type and size in Base64. It shows noise, so that the file is large. */
  const photo = (page, type, width, height, quality) =>
    page.evaluate(
      async ([type, width, height, quality]) => {
        const canvas = document.createElement('canvas');
        Object.assign(canvas, { width, height });
        const context = canvas.getContext('2d');
        const pixels = context.createImageData(width, height);
        for (let at = 0; at < pixels.data.length; at += 65_536) crypto.getRandomValues(pixels.data.subarray(at, at + 65_536));
        context.putImageData(pixels, 0, 0);
        const blob = await new Promise((resolve) => canvas.toBlob(resolve, type, quality));
        const bytes = new Uint8Array(await blob.arrayBuffer());
        let text = '';
        for (const byte of bytes) text += String.fromCharCode(byte);
        return btoa(text);
      },
      [type, width, height, quality],
    );

  /** An Exif segment with the orientation "rotated by 90 degrees", and a word to look for. */
  const EXIF = Buffer.from(
    `ffe1${(0x22 + 12).toString(16).padStart(4, '0')}457869660000` +
      '4d4d002a00000008' +
      '0001' +
      '011200030000000100060000' +
      '00000000' +
      Buffer.from('SECRETPLACE!').toString('hex'),
    'hex',
  );

  /** Sends a photo, and returns what the server has received: its name, its content and its size. */
  async function send(page, open, { name, type, width, height, quality = 1 }) {
    await page.clock.install();
    await open();
    const widget = new Widget(page);
    let body = Buffer.from(await photo(page, type, width, height, quality), 'base64');
    if (type === 'image/jpeg') body = Buffer.concat([body.subarray(0, 2), EXIF, body.subarray(2)]);
    expect(body.length).toBeGreaterThan(1_048_576);
    await widget.open();
    await widget.attach({ name, type, body });
    await widget.ask('look', 'I received');
    // The next poll of the session.
    await page.clock.fastForward(35_000);
    const button = widget.log.locator('.row.own [part~="download-file"]');
    await expect(button).toBeVisible();
    const saved = page.waitForEvent('download');
    await button.click();
    const file = await saved;
    const content = await readFile(await file.path());
    const size = await page.evaluate(async (base64) => {
      const bytes = Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
      const { width, height } = await createImageBitmap(new Blob([bytes]));
      return [width, height];
    }, content.toString('base64'));
    return { name: file.suggestedFilename(), body, content, size };
  }

  test('are scaled down, turned upright and lose their metadata', async ({ page, visit, scriptTag }) => {
    const sent = await send(page, () => visit(scriptTag('data-allow-attachments="true"')), {
      name: 'IMG_1.JPG',
      type: 'image/jpeg',
      width: 3_000,
      height: 1_500,
    });
    expect(sent.body.includes('SECRETPLACE!')).toBe(true);
    expect([sent.name, sent.size]).toEqual(['IMG_1.JPG', [1_024, 2_048]]);
    expect(sent.content.includes('SECRETPLACE!')).toBe(false);
    expect(sent.content.length).toBeLessThan(sent.body.length);
  });

  test('that cannot become smaller lose their metadata, too', async ({ page, visit, scriptTag }) => {
    const sent = await send(page, () => visit(scriptTag('data-allow-attachments="true"')), {
      name: 'dense.jpg',
      type: 'image/jpeg',
      width: 2_000,
      height: 1_500,
      quality: 0.6,
    });
    expect(sent.content.length).toBeGreaterThanOrEqual(sent.body.length);
    expect(sent.content.includes('SECRETPLACE!')).toBe(false);
  });

  test('of another type become JPEG files', async ({ page, visit, scriptTag }) => {
    const sent = await send(page, () => visit(scriptTag('data-allow-attachments="true"')), {
      name: 'view.from.here.png',
      type: 'image/png',
      width: 800,
      height: 600,
    });
    expect([sent.name, sent.size]).toEqual(['view.from.here.jpg', [800, 600]]);
  });

  test('that are animated are uploaded unchanged', async ({ widget, chatbot, page }) => {
    const png = Buffer.from(await photo(page, 'image/png', 800, 600), 'base64');
    // A chunk `acTL` after the header of 33 bytes. Decoders ignore a wrong checksum of it.
    const chunk = Buffer.concat([Buffer.from([0, 0, 0, 8]), Buffer.from('acTL'), Buffer.alloc(12)]);
    const body = Buffer.concat([png.subarray(0, 33), chunk, png.subarray(33)]);
    await widget.open();
    await widget.attach({ name: 'moving.png', type: 'image/png', body });
    await widget.say('look');
    await expect.poll(async () => (await chatbot.receivedRequests('upload')).length).toBe(1);
    const [{ body: received }] = await chatbot.receivedRequests('upload');
    expect(received.files.map(({ name, size }) => [name, size])).toEqual([['moving.png', body.length]]);
  });

  test('are uploaded unchanged with keep-photos', async ({ page, visit, scriptTag }) => {
    const open = () => visit(scriptTag('data-allow-attachments="true" data-keep-photos="true"'));
    const sent = await send(page, open, { name: 'IMG_1.JPG', type: 'image/jpeg', width: 3_000, height: 1_500 });
    expect([sent.name, sent.content.equals(sent.body)]).toEqual(['IMG_1.JPG', true]);
  });

  test('that the browser cannot decode are uploaded unchanged', async ({ widget, chatbot, expectedConsoleMessages }) => {
    // The server cannot, either.
    expectedConsoleMessages.push(FAILED_REQUEST);
    await widget.open();
    await widget.attach({ name: 'broken.png', type: 'image/png', body: Buffer.alloc(1_200_000) });
    await widget.say('look');
    await expect.poll(async () => (await chatbot.receivedRequests('upload')).length).toBe(1);
    const [{ body }] = await chatbot.receivedRequests('upload');
    expect(body.files.map(({ name, size }) => [name, size])).toEqual([['broken.png', 1_200_000]]);
  });
});

for (const [change, value] of [
  ['bannerMessage', 'Closed today'],
  ['language', 'de'],
]) {
  test(`the chat stays usable if ${change} changes while the file dialog is open`, async ({ page, visit, scriptTag }) => {
    await visit(scriptTag('data-allow-attachments="true"'));
    const widget = new Widget(page);
    await widget.open();
    const dialog = page.waitForEvent('filechooser');
    await widget.button('Attach files').click();
    const chooser = await dialog;
    const before = await widget.field.elementHandle();
    await widget.host.evaluate((host, [name, to]) => (host[name] = to), [change, value]);
    if (change === 'language') await before.waitForElementState('hidden');
    else await expect(widget.host.getByText(value)).toBeVisible();
    await chooser.setFiles([{ name: 'a.txt', mimeType: 'text/plain', buffer: Buffer.from('x') }]);
    // A restart replaces the file input.
    if (change === 'bannerMessage') await expect(widget.selectedFiles).toHaveCount(1);
    await expect(widget.host.locator('section.window textarea')).toBeVisible();
  });
}
