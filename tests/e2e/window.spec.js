// The window: use by keyboard and touch, layout at each size and in both color schemes, and rendered content.

import { check } from './support/accessibility.js';
import { shot as saveScreenshot } from './support/screenshots.js';
import { Widget, elementMarkup, expect, test } from './support/test.js';

test('a visitor can open, use and close the chat by keyboard', async ({ widget, page }) => {
  await expect(widget.launcher).toBeVisible();
  await page.keyboard.press('Tab');
  await expect(widget.launcher).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(widget.field).toBeFocused();
  await page.keyboard.type('by keys');
  await page.keyboard.press('Enter');
  await expect(widget.answers).toHaveText(['You said: by keys']);
  const reached = [];
  for (let i = 0; i < 8; i += 1) {
    await page.keyboard.press('Shift+Tab');
    reached.push(await widget.host.evaluate((host) => host.shadowRoot.activeElement?.getAttribute('aria-label')));
  }
  for (const name of ['Attach files', 'Conversation', 'Close chat', 'Enter full screen', 'Start new chat']) {
    expect(reached).toContain(name);
  }
  await widget.field.focus();
  await page.keyboard.press('Escape');
  await expect(widget.window).toBeHidden();
  await expect(widget.launcher).toBeFocused();
});

test('Shift+Enter adds a line, and the field grows with its text up to a limit', async ({ widget, page }) => {
  await widget.open();
  const height = async () => (await widget.field.boundingBox()).height;
  const one = await height();
  await page.keyboard.type('one');
  await page.keyboard.press('Shift+Enter');
  await page.keyboard.type('two');
  await expect(widget.field).toHaveValue('one\ntwo');
  expect(await height()).toBeGreaterThan(one);
  await widget.field.fill('line\n'.repeat(40));
  expect(await height()).toBeLessThan(160);
  await widget.field.press('Enter');
  await expect(widget.own).toHaveCount(1);
  expect(await height()).toBe(one);
});

test('Enter during a composition does not send', async ({ widget }) => {
  await widget.open();
  await widget.field.fill('にほん');
  for (const init of [{ isComposing: true }, { keyCode: 229 }]) {
    await widget.field.evaluate((field, init) => {
      field.dispatchEvent(new KeyboardEvent('keydown', { key: 'Enter', bubbles: true, cancelable: true, composed: true, ...init }));
    }, init);
  }
  await expect(widget.field).toHaveValue('にほん');
  await expect(widget.own).toHaveCount(0);
});

test('Escape closes only the confirmation of a new chat', async ({ widget, page }) => {
  await widget.open();
  await widget.ask('anything');
  await widget.button('Start new chat').click();
  const dialog = widget.host.getByRole('alertdialog');
  await expect(dialog.getByRole('button', { name: 'Cancel' })).toBeFocused();
  await page.keyboard.press('Tab');
  await expect(dialog.getByRole('button', { name: 'Start new chat' })).toBeFocused();
  await page.keyboard.press('Tab');
  await expect(dialog.getByRole('button', { name: 'Cancel' })).toBeFocused();
  await page.keyboard.press('Escape');
  await expect(dialog).toHaveCount(0);
  await expect(widget.window).toBeVisible();
  await expect(widget.button('Start new chat')).toBeFocused();
});

test('Escape leaves full screen first, then closes the window', async ({ widget, page }) => {
  await widget.open();
  await widget.button('Enter full screen').click();
  await page.keyboard.press('Escape');
  await expect(widget.button('Enter full screen')).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(widget.window).toBeHidden();
});

test('lists and quotes have the direction of their first words, and their text is next to their markers', async ({ widget }) => {
  await widget.open();
  await widget.field.fill('say - שלום עולם\n- hello\n\n> שלום\n\n1. one\n2. שתיים');
  await widget.field.press('Enter');
  const answer = widget.answers.last();
  await expect(answer.locator('ol li')).toHaveCount(2);
  const layoutOf = (selector) =>
    answer.locator(selector).evaluateAll((all) =>
      all.map((one) => {
        const range = document.createRange();
        range.selectNodeContents(one);
        const [text, box] = [range.getBoundingClientRect(), one.getBoundingClientRect()];
        const { direction } = getComputedStyle(one.parentElement);
        const side = direction === 'rtl' ? 'right' : 'left';
        return [direction, Math.abs(text[side] - box[side]) < 2];
      }),
    );
  expect(await layoutOf('ul li')).toEqual([
    ['rtl', true],
    ['rtl', true],
  ]);
  expect(await layoutOf('blockquote p')).toEqual([['rtl', true]]);
  expect(await layoutOf('ol li')).toEqual([
    ['ltr', true],
    ['ltr', true],
  ]);
});

test.describe('on a very low screen', () => {
  test.use({ viewport: { width: 320, height: 256 } });
  test('the window scrolls to its field and no further', async ({ widget }) => {
    await widget.open();
    for (const text of ['one', 'two', 'three', 'four']) await widget.ask(text);
    await widget.window.evaluate((window) => window.scrollTo({ top: 10_000, behavior: 'instant' }));
    const { y, height } = await widget.host.locator('form').boundingBox();
    expect(Math.round(y + height)).toBe(256);
  });
});

test('full screen mode enlarges the window and restores its size', async ({ widget }) => {
  await widget.open();
  const before = await widget.window.boundingBox();
  await widget.button('Enter full screen').click();
  await expect.poll(async () => (await widget.window.boundingBox()).width).toBe(1240);
  await widget.button('Exit full screen').click();
  await expect.poll(async () => (await widget.window.boundingBox()).width).toBe(before.width);
});

test('the draft remains when the window is closed and opened', async ({ widget }) => {
  await widget.open();
  await widget.field.fill('not yet');
  await widget.button('Close chat').click();
  await widget.open();
  await expect(widget.field).toHaveValue('not yet');
});

test('a long answer is shown from its start', async ({ widget }) => {
  await widget.open();
  await widget.ask('long 20', '20.');
  await expect
    .poll(async () => {
      const log = await widget.log.boundingBox();
      const answer = await widget.answers.last().boundingBox();
      return Math.round(answer.y - log.y);
    })
    .toBeGreaterThanOrEqual(0);
  const log = await widget.log.boundingBox();
  expect((await widget.answers.last().boundingBox()).y - log.y).toBeLessThan(80);
});

for (const [width, height] of [
  [320, 568],
  [390, 844],
  [844, 390],
]) {
  for (const position of ['left', 'center', 'right']) {
    test.describe(`${width} by ${height} pixels, ${position}`, () => {
      test.use({ viewport: { width, height }, attributes: `data-position="${position}"`, hasTouch: true });
      test('the window opens by touch and covers the screen', async ({ widget }) => {
        await widget.launcher.tap();
        await expect(widget.field).toBeFocused();
        expect(await widget.window.evaluate((window) => window.getAnimations().forEach((one) => one.finish()))).toBeUndefined();
        expect(await widget.window.boundingBox()).toEqual({ x: 0, y: 0, width, height });
        await widget.field.fill('line\n'.repeat(12));
        const send = await widget.button('Send message').boundingBox();
        expect(send.y + send.height).toBeLessThanOrEqual(height);
      });
    });
  }
}

test('the transcript stays at the bottom when the field grows', async ({ widget }) => {
  await widget.open();
  await widget.ask('long 3', '3.');
  await widget.log.evaluate(async (log) => {
    const frame = () => new Promise((resolve) => requestAnimationFrame(resolve));
    // Now the transcript shows the start of the answer, and its scroll event has been dispatched.
    await frame();
    await frame();
    const scrolled = new Promise((resolve) => log.addEventListener('scroll', resolve, { once: true }));
    log.scrollTo(0, log.scrollHeight);
    await scrolled;
  });
  await widget.field.fill('line\n'.repeat(8));
  const below = () => widget.log.evaluate((log) => log.scrollHeight - log.scrollTop - log.clientHeight);
  await expect.poll(below).toBeLessThan(2);
});

test('the transcript stays at the bottom when the field grows as soon as it has been scrolled there', async ({ widget }) => {
  await widget.open();
  await widget.ask('long 3', '3.');
  const below = () => widget.log.evaluate((log) => log.scrollHeight - log.scrollTop - log.clientHeight);
  await expect(widget.host.locator('[part~="newest"]')).toBeVisible();
  await widget.field.evaluate((field) => {
    // Without the button for the newest message the transcript is higher.
    const log = field.getRootNode().querySelector('[role=log]');
    const { clientHeight } = log;
    new ResizeObserver((_, observer) => {
      if (log.clientHeight === clientHeight) return;
      observer.disconnect();
      // Before the transcript gets the scroll event.
      setTimeout(() => {
        field.value = 'line\n'.repeat(8);
        field.dispatchEvent(new Event('input', { bubbles: true }));
      });
    }).observe(log);
    log.scrollTo(0, log.scrollHeight);
  });
  await expect(widget.field).toHaveValue(/(line\n){8}/);
  await expect.poll(below).toBeLessThan(2);
});

test('the transcript stays at the bottom when the field grows twice in short succession', async ({ widget }) => {
  await widget.open();
  await widget.ask('long 3', '3.');
  await widget.log.press('End');
  const below = () => widget.log.evaluate((log) => log.scrollHeight - log.scrollTop - log.clientHeight);
  await expect.poll(below).toBeLessThan(2);
  await widget.field.evaluate((field) => {
    const write = (lines) => {
      field.value = 'line\n'.repeat(lines);
      field.dispatchEvent(new Event('input', { bubbles: true }));
    };
    // After the transcript has scrolled for the first lines, and before it gets the scroll event.
    const log = field.getRootNode().querySelector('[role=log]');
    const { clientHeight } = log;
    new ResizeObserver((_, observer) => {
      if (log.clientHeight === clientHeight) return;
      observer.disconnect();
      setTimeout(() => write(8));
    }).observe(log);
    write(2);
  });
  await expect(widget.field).toHaveValue(/(line\n){8}/);
  await expect.poll(below).toBeLessThan(2);
});

test('the direction of a message depends on its text, not on the language of the interface', async ({ page, visit, scriptTag }) => {
  for (const [language, isRightToLeft] of [
    ['en', false],
    ['ar', true],
  ]) {
    await visit(scriptTag(`data-language="${language}" data-persistent-session="false"`));
    const widget = new Widget(page);
    await page.locator('ocs-chat').getByRole('button').first().click();
    const field = page.locator('ocs-chat section.window').getByRole('textbox');
    await expect(field).toBeFocused();
    expect(await field.evaluate((field) => getComputedStyle(field).direction)).toBe(isRightToLeft ? 'rtl' : 'ltr');
    for (const [text, direction] of [
      ['مرحبا، كيف حالك؟', 'rtl'],
      ['How are you.', 'ltr'],
    ]) {
      await field.fill(`say ${text}`);
      await field.press('Enter');
      await expect(widget.answers.last()).toHaveText(text);
      expect(await widget.answers.last().evaluate((answer) => getComputedStyle(answer).direction)).toBe(direction);
    }
  }
});

test('styles of the page do not apply inside the widget', async ({ page, visit, scriptTag, site }) => {
  const measure = async (head) => {
    await visit(scriptTag(), { head });
    const widget = new Widget(page);
    await widget.open();
    await widget.ask('same');
    const style = (locator) =>
      locator.evaluate((element) => {
        const { letterSpacing, textTransform, fontSize, lineHeight, textAlign, wordSpacing, opacity, direction } = getComputedStyle(element);
        // In whole pixels: at the same size, the browser's arithmetic may differ in the fifth decimal place.
        const { offsetWidth, offsetHeight } = element;
        return { letterSpacing, textTransform, fontSize, lineHeight, textAlign, wordSpacing, opacity, direction, offsetWidth, offsetHeight };
      });
    return [await style(widget.answers.last()), await style(widget.field), await style(widget.window)];
  };
  const plain = await measure('');
  site.put('/hostile.css', '', {});
  await page.route('**/hostile.css', (route) =>
    route.fulfill({
      contentType: 'text/css',
      body: `html { font-size: 62.5%; direction: rtl } * { letter-spacing: 3px; text-transform: uppercase; opacity: .9;
        word-spacing: 9px; text-align: center; box-sizing: content-box; font: 30px/3 serif; }
        div, button, section { display: none } ocs-chat { position: absolute; left: 50%; transform: scale(2) }`,
    }),
  );
  await page.evaluate(() => localStorage.clear());
  expect(await measure('<link rel="stylesheet" href="/hostile.css">')).toEqual(plain);
});

test('each kind of Markdown is rendered as elements', async ({ widget }) => {
  await widget.open();
  await widget.ask('markdown', 'A heading');
  const bubble = widget.answers.last();
  for (const [selector, text] of [
    ['h3', 'A heading'],
    ['em', 'emphasised'],
    ['strong', 'strong'],
    ['del', 'struck out'],
    ['p code', 'code'],
    ['blockquote blockquote', 'And one within it.'],
    ['ol > li', 'first'],
    ['ol ul > li', 'with a point'],
    ['th', 'Left'],
    ['pre code', 'return 42'],
  ]) {
    await expect(bubble.locator(selector).first()).toContainText(text);
  }
  await expect(bubble.getByRole('checkbox')).toHaveCount(2);
  await expect(bubble.getByRole('checkbox').first()).toBeChecked();
  await expect(bubble.locator('p', { hasText: 'A line break' }).locator('br')).toHaveCount(1);
  for (const link of await bubble.getByRole('link').all()) {
    await expect(link).toHaveAttribute('rel', 'noopener noreferrer nofollow ugc');
    await expect(link).toHaveAttribute('target', '_blank');
  }
  await expect(bubble.getByRole('link', { name: 'https://example.com/path?q=1' })).toBeVisible();
  await expect(bubble.getByRole('link', { name: 'hello@example.com' })).toHaveAttribute('href', 'mailto:hello@example.com');
  await expect(bubble.locator('img')).toHaveCount(0);
});

test('HTML and unsafe links in messages are shown as text', async ({ widget, page }) => {
  await widget.open();
  await widget.ask('hostile', '<script>window.hacked = true</script>');
  const bubble = widget.answers.last();
  await expect(bubble.locator('script, img, [onerror], [class=overlay]')).toHaveCount(0);
  const hrefs = await bubble.getByRole('link').evaluateAll((links) => links.map((link) => link.href));
  expect(hrefs).toEqual(['https://tracker.example/pixel.gif']);
  await expect(bubble).toContainText('click me');
  expect(await page.evaluate(() => window.hacked)).toBeUndefined();
  await widget.say('<img src=x onerror=alert(1)> **not bold**');
  await expect(widget.own.last()).toHaveText('<img src=x onerror=alert(1)> **not bold**');
});

for (const [width, height] of [
  [320, 568],
  [390, 844],
  [768, 1024],
  [1440, 900],
]) {
  for (const colorScheme of ['light', 'dark']) {
    test.describe(`${width} pixels wide, ${colorScheme}`, () => {
      // Without animations, so that axe does not check elements that fade in.
      test.use({ viewport: { width, height }, colorScheme, contextOptions: { reducedMotion: 'reduce' } });
      test('nothing overflows, and axe reports no violation', async ({ widget, page, browser }) => {
        const shot = (name) => saveScreenshot(page, `${width}-${colorScheme}-${name}`);
        await expect(widget.launcher).toBeVisible();
        await shot('closed');
        await check(page);
        await widget.open();
        await shot('empty');
        await check(page);
        await widget.ask('markdown', 'A heading');
        await widget.ask('table', 'Plan');
        await widget.ask('code', 'Like this');
        await shot('table-and-code');
        await expectInside(widget, page);
        await check(page);
        await widget.attach({ name: 'a file with quite a long name indeed.txt' }, { name: 'b.exe', type: 'x/y' });
        await widget.field.fill('A line that is long enough to be broken at some place\nand another');
        await shot('files');
        await expectInside(widget, page);
        await check(page);
        await widget.button('Remove b.exe').click();
        await widget.field.press('Enter');
        await expect(widget.answers.last()).toContainText('quite a long name');
        if (width < 360) {
          await widget.button('More options').click();
          await shot('menu');
          await widget.host.getByRole('menuitem', { name: 'Start new chat' }).click();
        } else await widget.button('Start new chat').click();
        await expect(widget.host.getByRole('alertdialog')).toBeVisible();
        await shot('question');
        await check(page);
      });
    });
  }
}

/** Expects each part inside the window, the window inside the viewport, and no horizontal scrolling. */
async function expectInside(widget, page) {
  const outside = await widget.window.evaluate((window) => {
    const bounds = window.getBoundingClientRect();
    const scrollers = [...window.querySelectorAll('.markdown pre, .markdown .scroll')];
    return [...window.querySelectorAll('*')]
      .filter((element) => !scrollers.some((scroller) => scroller !== element && scroller.contains(element)))
      .filter((element) => element.checkVisibility() && !element.closest('.visually-hidden'))
      .map((element) => ({ element, box: element.getBoundingClientRect() }))
      .filter(({ box }) => box.width && (box.left < bounds.left - 1 || box.right > bounds.right + 1))
      .map(({ element }) => element.outerHTML.slice(0, 80));
  });
  expect(outside).toEqual([]);
  const bounds = await widget.window.boundingBox();
  const { width, height } = page.viewportSize();
  expect(bounds.x).toBeGreaterThanOrEqual(0);
  expect(bounds.y).toBeGreaterThanOrEqual(0);
  expect(bounds.x + bounds.width).toBeLessThanOrEqual(width);
  expect(bounds.y + bounds.height).toBeLessThanOrEqual(height);
  for (const scroller of await widget.window.locator('.transcript').all()) {
    expect(await scroller.evaluate((element) => element.scrollWidth - element.clientWidth)).toBe(0);
  }
}

for (const [condition, media, viewport] of [
  ['forced colors', { forcedColors: 'active' }, { width: 1280, height: 800 }],
  // A window of 1280 by 1024 pixels at 400 %.
  ['400 % zoom', {}, { width: 320, height: 256 }],
  ['200 % zoom', {}, { width: 640, height: 512 }],
]) {
  test.describe(condition, () => {
    test.use({ viewport });
    test('all controls are within the viewport', async ({ widget, page }) => {
      await page.emulateMedia({ ...media, reducedMotion: 'reduce' });
      await widget.open();
      await widget.ask('markdown', 'A heading');
      await widget.attach({ name: 'a.txt' });
      await saveScreenshot(page, `media-${condition.replace(/\W+/g, '-')}`);
      await expectInside(widget, page);
      await check(page);
      await widget.say('a file');
      await expect(widget.answers.last()).toContainText('a.txt');
      // On narrow screens the menu has the item for a new chat.
      const newChat = viewport.width < 360 ? [] : ['Start new chat'];
      for (const name of [...newChat, 'More options', 'Close chat', 'Attach files', 'Send message']) {
        await expect(widget.button(name)).toBeInViewport({ ratio: 1 });
      }
      await expect(widget.log).toBeInViewport();
    });
  });
}

test('prefers-reduced-motion disables animations', async ({ widget, page }) => {
  await page.emulateMedia({ reducedMotion: 'reduce' });
  await widget.open();
  await widget.say('slow 1');
  await expect(widget.host.locator('.dots')).toBeVisible();
  const moving = await widget.window.evaluate((window) => window.getAnimations({ subtree: true }).map(({ animationName }) => animationName));
  expect(moving.filter((name) => name !== 'appear')).toEqual([]);
});

test('the transcript scrolls by keyboard', async ({ widget }) => {
  await widget.open();
  await widget.ask('long', 'long');
  await widget.ask('long', 'long');
  await widget.log.focus();
  const top = () => widget.log.evaluate((log) => log.scrollTop);
  await widget.log.press('Home');
  await expect.poll(top).toBe(0);
  // The browser scrolls smoothly, also while the next key is pressed.
  const scrollBy = async (key) => {
    const scrolled = widget.log.evaluate((log) => new Promise((resolve) => log.addEventListener('scrollend', () => resolve(log.scrollTop), { once: true })));
    await widget.log.press(key);
    return scrolled;
  };
  const afterPage = await scrollBy('PageDown');
  expect(afterPage).toBeGreaterThan(100);
  expect(await scrollBy('ArrowDown')).toBeGreaterThan(afterPage);
  expect(await scrollBy('PageUp')).toBeLessThan(afterPage);
  await widget.log.press('End');
  await expect.poll(() => widget.log.evaluate((log) => log.scrollHeight - log.scrollTop - log.clientHeight)).toBeLessThan(2);
});

test('a widget in a modal dialog of the page works by mouse and by keyboard', async ({ page, visit, chatbot, api }) => {
  const element = elementMarkup(chatbot, api);
  await visit(`<p>Page</p><dialog>${element}<button>Of the dialog</button></dialog><script async src="/embed.js"></script>`);
  await page.evaluate(() => document.querySelector('dialog').showModal());
  const widget = new Widget(page);
  await widget.open();
  await widget.ask('inside');
  await expect(widget.own).toHaveText(['inside']);
  await widget.button('Close chat').click();
  await expect(widget.window).toBeHidden();
  expect(await page.evaluate(() => document.querySelector('dialog').open)).toBe(true);
  await widget.launcher.press('Enter');
  await widget.ask('by keyboard');
  // Escape closes the window first, and then the dialog.
  await page.keyboard.press('Escape');
  await expect(widget.window).toBeHidden();
  expect(await page.evaluate(() => document.querySelector('dialog').open)).toBe(true);
  await page.keyboard.press('Escape');
  expect(await page.evaluate(() => document.querySelector('dialog').open)).toBe(false);
});
