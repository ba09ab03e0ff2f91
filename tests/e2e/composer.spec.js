// The composer: files, drafts, cancelled uploads, input methods, and layout on small screens.

import { shot } from './support/screenshots.js';
import { storedFiles } from './support/stored-files.js';
import { Widget, expect, test } from './support/test.js';

/** A handle of a `DataTransfer` with these files. Those that end in `.png` are pictures of one color. */
async function createDataTransfer(page, names) {
  return page.evaluateHandle(async (names) => {
    const data = new DataTransfer();
    for (const name of names) {
      if (name.endsWith('.png')) {
        const canvas = new OffscreenCanvas(300, 120);
        const context = canvas.getContext('2d');
        context.fillStyle = 'rgb(200, 30, 30)';
        context.fillRect(0, 0, 300, 120);
        data.items.add(new File([await canvas.convertToBlob()], name, { type: 'image/png' }));
      } else {
        data.items.add(new File(['words'], name, { type: 'text/plain' }));
      }
    }
    return data;
  }, names);
}

test('dropped files are selected, and pictures have a preview', async ({ widget, page, chatbot }) => {
  await widget.open();
  const dataTransfer = await createDataTransfer(page, ['a.txt', 'red.png']);
  await widget.log.dispatchEvent('dragover', { dataTransfer });
  await expect(widget.host.getByText('Drop files here to attach them')).toBeVisible();
  await widget.log.dispatchEvent('drop', { dataTransfer });
  await expect(widget.host.getByText('Drop files here to attach them')).toBeHidden();
  await expect(widget.selectedFiles).toHaveCount(2);
  const preview = widget.selectedFiles.last().locator('canvas');
  await expect(preview).toBeVisible();
  expect(await preview.evaluate((canvas) => [...canvas.getContext('2d').getImageData(5, 5, 1, 1).data])).toEqual([200, 30, 30, 255]);
  await expect(widget.field).toBeFocused();
  await widget.say('here');
  await expect(widget.answers.last()).toContainText('red.png');
  expect(await chatbot.receivedRequests('upload')).toHaveLength(1);
});

test('dragging files away hides the drop zone, and a window without attachments ignores dropped files', async ({ page, visit, scriptTag }) => {
  await visit(scriptTag('data-allow-attachments="true"'));
  const widget = new Widget(page);
  await widget.open();
  const dataTransfer = await createDataTransfer(page, ['a.txt']);
  await widget.log.dispatchEvent('dragover', { dataTransfer });
  await widget.window.dispatchEvent('dragleave', { dataTransfer });
  await expect(widget.host.getByText('Drop files here to attach them')).toBeHidden();
  await widget.host.evaluate((host) => (host.allowAttachments = false));
  await expect(widget.button('Attach files')).toBeHidden();
  await widget.log.dispatchEvent('dragover', { dataTransfer });
  await expect(widget.host.getByText('Drop files here to attach them')).toBeHidden();
  await widget.log.dispatchEvent('drop', { dataTransfer });
  await expect(widget.selectedFiles).toHaveCount(0);
});

test('a pasted picture is attached, and pasted text is inserted', async ({ widget, page }) => {
  await widget.open();
  const clipboardData = await createDataTransfer(page, ['screenshot.png']);
  await widget.field.evaluate(
    (field, clipboardData) => field.dispatchEvent(new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true })),
    clipboardData,
  );
  await expect(widget.selectedFiles).toHaveText([/screenshot\.png/]);
  const prevented = await widget.field.evaluate((field) => {
    const clipboardData = new DataTransfer();
    clipboardData.setData('text/plain', 'words');
    return !field.dispatchEvent(new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true }));
  });
  expect(prevented).toBe(false);
});

test('a table that is pasted with a picture of it is inserted as text', async ({ widget, page }) => {
  await widget.open();
  const clipboardData = await createDataTransfer(page, ['image.png']);
  const prevented = await widget.field.evaluate((field, clipboardData) => {
    clipboardData.setData('text/plain', 'A\tB');
    return !field.dispatchEvent(new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true }));
  }, clipboardData);
  expect(prevented).toBe(false);
  await expect(widget.selectedFiles).toHaveCount(0);
});

test('the draft is kept if the page ends without a pagehide event', async ({ page, visit, scriptTag }) => {
  await page.addInitScript(() => {
    const { addEventListener } = EventTarget.prototype;
    EventTarget.prototype.addEventListener = function (type, ...args) {
      if (type !== 'pagehide') addEventListener.call(this, type, ...args);
    };
  });
  await visit(scriptTag());
  const widget = new Widget(page);
  await widget.open();
  await widget.field.fill('precious');
  await expect.poll(() => page.evaluate(() => Object.values(sessionStorage))).toContain('precious');
  await page.reload();
  await expect(widget.field).toHaveValue('precious');
});

test('the focus stays in a window that covers the page', async ({ page, visit, scriptTag }) => {
  await page.setViewportSize({ width: 320, height: 600 });
  await visit(`<a href="#one">One</a>${scriptTag()}<button>Two</button>`);
  const widget = new Widget(page);
  await widget.open();
  const inside = () => page.evaluate(() => document.activeElement.localName);
  for (let times = 0; times < 8; times += 1) {
    await page.keyboard.press('Tab');
    expect(await inside()).toBe('ocs-chat');
    await expect(widget.window.locator(':focus')).toHaveCount(1);
  }
  for (let times = 0; times < 8; times += 1) {
    await page.keyboard.press('Shift+Tab');
    expect(await inside()).toBe('ocs-chat');
  }
});

test('at high zoom, the send button and the transcript can be reached with files and a banner', async ({ page, visit, scriptTag }) => {
  await page.setViewportSize({ width: 320, height: 256 });
  await visit(scriptTag('data-allow-attachments="true" data-banner-message="Closed today"'));
  const widget = new Widget(page);
  await widget.open();
  for (const name of ['a.txt', 'b.txt', 'c.txt']) await widget.attach({ name });
  await widget.field.fill('one\ntwo\nthree\nfour');
  const send = widget.host.locator('[part~="send"]');
  await send.scrollIntoViewIfNeeded();
  await expect(send).toBeInViewport({ ratio: 0.9 });
  await widget.log.scrollIntoViewIfNeeded();
  expect((await widget.log.boundingBox()).height).toBeGreaterThan(90);
});

test('a dragged window stays above the virtual keyboard', async ({ page, visit, scriptTag }) => {
  await page.setViewportSize({ width: 768, height: 1024 });
  await visit(scriptTag());
  const widget = new Widget(page);
  await widget.open();
  const { x, y } = await widget.host.locator('.window header h2').boundingBox();
  await page.mouse.move(x + 20, y + 10);
  await page.mouse.down();
  await page.mouse.move(x - 130, y + 110, { steps: 4 });
  await page.mouse.up();
  await page.evaluate(() => {
    Object.defineProperty(visualViewport, 'height', { value: 600, configurable: true });
    visualViewport.dispatchEvent(new Event('resize'));
  });
  const bottom = async () => {
    const { y: top, height } = await widget.field.boundingBox();
    return top + height;
  };
  await expect.poll(bottom).toBeLessThan(600);
});

test('cancelling a pending upload restores the draft and its files', async ({ widget, chatbot }) => {
  await chatbot.injectFault({ on: 'upload', kind: 'delay', ms: 20_000 });
  await widget.open();
  await widget.ask('before');
  await widget.attach({ name: 'a.txt' });
  await widget.say('see this');
  await expect(widget.log.getByRole('progressbar')).toBeVisible();
  await widget.log.getByRole('button', { name: 'Cancel sending' }).click();
  await expect(widget.own).toHaveText(['before']);
  await expect(widget.field).toHaveValue('see this');
  await expect(widget.field).toBeFocused();
  await expect(widget.selectedFiles).toHaveText([/a\.txt/]);
  await chatbot.clearFaults();
  await widget.field.press('Enter');
  await expect(widget.answers.last()).toContainText('see this');
  expect(await chatbot.receivedTexts()).toEqual(['before', 'see this']);
});

test('an upload in progress can be cancelled by keyboard', async ({ widget, page, context, chatbot }) => {
  await widget.open();
  await widget.ask('before');
  const devtools = await context.newCDPSession(page);
  await devtools.send('Network.enable');
  await devtools.send('Network.emulateNetworkConditions', { offline: false, latency: 5, downloadThroughput: -1, uploadThroughput: 400_000 });
  await widget.attach({ name: 'large.txt', body: 'x'.repeat(6_000_000) });
  await widget.say('see this');
  const bar = widget.log.getByRole('progressbar');
  await expect.poll(() => bar.evaluate((bar) => bar.value)).toBeGreaterThan(100_000);
  const cancel = widget.log.getByRole('button', { name: 'Cancel sending' });
  await cancel.focus();
  await expect.poll(() => bar.evaluate((bar) => bar.value)).toBeGreaterThan(700_000);
  await expect(cancel).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(widget.field).toHaveValue('see this');
  await expect(widget.own).toHaveText(['before']);
  expect(await chatbot.receivedTexts()).toEqual(['before']);
});

test('Enter that ends a composition does not send, before or after compositionend', async ({ widget, chatbot }) => {
  await widget.open();
  await widget.field.fill('にほん');
  await widget.field.evaluate((field) => {
    const key = (init) => field.dispatchEvent(new KeyboardEvent('keydown', { key: 'Enter', bubbles: true, cancelable: true, ...init }));
    key({ isComposing: true });
    field.dispatchEvent(new CompositionEvent('compositionend', { bubbles: true }));
    key({ keyCode: 229 });
  });
  await expect(widget.field).toHaveValue('にほん');
  await widget.field.press('Enter');
  await expect.poll(() => chatbot.receivedTexts()).toEqual(['にほん']);
});

test('ArrowUp in an empty field changes neither the field nor the scroll position', async ({ widget }) => {
  await widget.open();
  await widget.ask('long', 'long');
  const top = await widget.log.evaluate((log) => log.scrollTop);
  await widget.field.focus();
  await widget.field.press('ArrowUp');
  await expect(widget.field).toHaveValue('');
  await expect(widget.field).toBeFocused();
  expect(await widget.log.evaluate((log) => log.scrollTop)).toBe(top);
});

test('files of a draft are restored after a reload and can be sent', async ({ widget, page, chatbot }) => {
  await widget.open();
  await widget.field.fill('two files');
  await widget.attach({ name: 'a.txt', body: 'first' }, { name: 'b.exe', type: 'application/x-msdownload' });
  await expect(widget.selectedFiles).toHaveCount(2);
  await expect.poll(() => storedFiles(page)).toHaveLength(2);
  for (const times of [1, 2]) {
    await page.reload();
    await expect(widget.selectedFiles.locator('.name'), `reload ${times}`).toHaveText(['a.txt', 'b.exe']);
    await expect(widget.field).toHaveValue('two files');
  }
  await expect(widget.selectedFiles.nth(1)).toContainText('This type of file is not accepted');
  await widget.button('Remove b.exe').click();
  await widget.field.press('Enter');
  await expect(widget.answers.last()).toContainText('a.txt');
  expect(await chatbot.receivedTexts()).toEqual(['two files']);
  await page.reload();
  await expect(widget.answers).toHaveCount(1);
  await expect(widget.field).toHaveValue('');
  await expect(widget.selectedFiles).toHaveCount(0);
});

test('destroy({ forget: true }) deletes the files of the draft', async ({ widget, page }) => {
  await widget.open();
  await widget.attach({ name: 'a.txt' });
  await expect(widget.selectedFiles).toHaveCount(1);
  await expect.poll(() => storedFiles(page)).toHaveLength(1);
  await page.reload();
  await expect(widget.selectedFiles).toHaveCount(1);
  const databases = () => page.evaluate(async () => (await indexedDB.databases()).length);
  expect(await databases()).toBe(1);
  await widget.host.evaluate((host) => host.destroy({ forget: true }));
  await expect.poll(databases).toBe(0);
  expect(await page.evaluate(() => Object.keys(localStorage))).toEqual([]);
});

test('the draft is restored after the window closes and the page reloads', async ({ widget, page }) => {
  await widget.open();
  await widget.field.fill('half a thought');
  await page.keyboard.press('Escape');
  await page.reload();
  await widget.open();
  await expect(widget.field).toHaveValue('half a thought');
});

test.describe('on a phone', () => {
  test.use({ viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true });

  test('a tap opens the window, and the font of the field is large enough to prevent zooming', async ({ page, visit, scriptTag, chatbot }) => {
    await visit(scriptTag());
    const widget = new Widget(page);
    await widget.launcher.tap();
    await expect(widget.field).toBeFocused();
    expect(await widget.field.evaluate((field) => parseFloat(getComputedStyle(field).fontSize))).toBeGreaterThanOrEqual(16);
    await page.keyboard.type('by thumb');
    await widget.button('Send message').tap();
    await expect(widget.answers).toHaveText(['You said: by thumb']);
    expect(await chatbot.receivedTexts()).toEqual(['by thumb']);
  });

  test('touch scrolling in the window does not scroll the page', async ({ page, visit, scriptTag }) => {
    await visit(`<div style="height: 4000px">A page</div>${scriptTag()}`, { policy: null });
    const widget = new Widget(page);
    await widget.launcher.tap();
    await expect(widget.field).toBeFocused();
    await widget.ask('long', 'long');
    const session = await page.context().newCDPSession(page);
    for (const part of [widget.log, widget.host.locator('header'), widget.host.locator('form')]) {
      const { x, y, width, height } = await part.boundingBox();
      for (const yDistance of [-600, 600, -600]) {
        await session.send('Input.synthesizeScrollGesture', { x: x + width / 2, y: y + height / 2, yDistance, gestureSourceType: 'touch', speed: 4000 });
      }
    }
    expect(await page.evaluate(() => scrollY)).toBe(0);
  });

  test('the window stays above the virtual keyboard', async ({ page, visit, scriptTag }) => {
    await visit(scriptTag());
    const widget = new Widget(page);
    await widget.launcher.tap();
    await expect(widget.window).toBeVisible();
    // As on an iPhone: the virtual keyboard covers the page and shifts the visual viewport.
    await page.evaluate(() => {
      Object.defineProperty(visualViewport, 'height', { value: 500, configurable: true });
      Object.defineProperty(visualViewport, 'offsetTop', { value: 30, configurable: true });
      visualViewport.dispatchEvent(new Event('resize'));
    });
    await expect.poll(async () => widget.window.boundingBox()).toEqual({ x: 0, y: 30, width: 390, height: 500 });
    await expect(widget.field).toBeInViewport();
    await page.evaluate(() => {
      delete visualViewport.height;
      delete visualViewport.offsetTop;
      visualViewport.dispatchEvent(new Event('resize'));
    });
    await expect.poll(async () => (await widget.window.boundingBox()).height).toBe(844);
  });
});

test('a window that is restored at load neither takes the focus nor scrolls the page', async ({ page, visit, scriptTag }) => {
  await visit(`<input><div style="height:3000px"></div>${scriptTag()}`, { policy: null });
  const widget = new Widget(page);
  await widget.open();
  await widget.ask('hello', 'Hello');
  await page.reload();
  await expect(widget.window).toBeVisible();
  await expect(widget.answers).toHaveCount(1);
  expect(await page.evaluate(() => [document.activeElement.localName, scrollY])).toEqual(['body', 0]);
});

test.describe('a draft that scrolls', () => {
  const DRAFT = Array.from({ length: 20 }, (_, index) => `Ẁg ${index}`).join('\n');

  /** The colours of the pixels in the padding above and below the text. */
  const colorsOfPadding = async (page, field) => {
    const { x, y, width, height } = await field.boundingBox();
    // The scrollbar is at one side.
    const picture = async (top) => (await page.screenshot({ clip: { x: x + 14, y: top, width: width - 40, height: 6 } })).toString('base64');
    const pictures = [await picture(y + 2), await picture(y + height - 8)];
    return page.evaluate(async (pictures) => {
      const colors = new Set();
      for (const picture of pictures) {
        const image = new Image();
        image.src = `data:image/png;base64,${picture}`;
        await image.decode();
        const canvas = new OffscreenCanvas(image.width, image.height);
        const context = canvas.getContext('2d');
        context.drawImage(image, 0, 0);
        const { data } = context.getImageData(0, 0, image.width, image.height);
        for (let at = 0; at < data.length; at += 4) colors.add(`rgb(${data.slice(at, at + 3).join(', ')})`);
      }
      return [...colors];
    }, pictures);
  };

  for (const [name, attributes, head, color] of [
    ['', '', '', 'rgb(255, 255, 255)'],
    [' in the dark theme', 'data-theme="dark"', '', 'rgb(23, 24, 28)'],
    [' in the colours of the page', '', '<style>ocs-chat { --input-bg-color: #fde68a; --input-border-color: #f00 }</style>', 'rgb(253, 230, 138)'],
  ]) {
    test(`does not run over the border of the field${name}`, async ({ page, visit, scriptTag }) => {
      await visit(scriptTag(attributes), { head, policy: null });
      const widget = new Widget(page);
      await widget.open();
      await widget.field.fill(DRAFT);
      for (const top of [0, 1, 11, 31, 150, 10_000]) {
        await widget.field.evaluate((field, top) => field.scrollTo(0, top), top);
        expect(await colorsOfPadding(page, widget.field), `scrolled to ${top}`).toEqual([color]);
      }
      await shot(page, `scrolled-draft${name.replaceAll(' ', '-')}`);
      await widget.field.evaluate((field) => field.scrollTo(0, 0));
      const { x, y } = await widget.field.boundingBox();
      await page.mouse.click(x + 20, y + 4);
      expect(await widget.field.evaluate((field) => field.selectionStart), 'the cover takes no clicks').toBeLessThan(5);
    });
  }

  test('is the only kind whose padding is covered', async ({ page, visit, scriptTag }) => {
    await visit(scriptTag(), { head: '<style>ocs-chat::part(field) { background: rgb(200, 250, 200) }</style>', policy: null });
    const widget = new Widget(page);
    await widget.open();
    for (const draft of ['', '1', '1\n2', '1\n2\n3\n4\n5']) {
      await widget.field.fill(draft);
      expect(await colorsOfPadding(page, widget.field), draft).toEqual(['rgb(200, 250, 200)']);
    }
  });
});
