// Positions and sizes in the window: the reading column, welcome messages, messages, buttons and animations.

import { shot } from './support/screenshots.js';
import { Widget, expect, test } from './support/test.js';

const right = ({ x, width }) => x + width;
const bottom = ({ y, height }) => y + height;
const boxes = (...locators) => Promise.all(locators.map((locator) => locator.boundingBox()));
const part = (widget, name) => widget.host.locator(`[part~="${name}"]`);

test.describe('the reading column', () => {
  test.use({ viewport: { width: 1600, height: 900 } });

  test('is at most 760 px wide and centred in full screen, for header, messages and composer', async ({ widget }) => {
    await widget.open();
    await widget.ask('long', 'long');
    await widget.button('Enter full screen').click();
    const [title, close, own, attach, send] = await boxes(
      part(widget, 'title'),
      widget.button('Close chat'),
      part(widget, 'own-message'),
      part(widget, 'attach'),
      widget.button('Send message'),
    );
    expect(title.x).toBe(420);
    expect(Math.abs(attach.x - title.x)).toBeLessThan(3);
    for (const edge of [right(close), right(own), right(send)]) expect(Math.abs(edge - 1180)).toBeLessThan(3);
  });

  test('does not widen the jump-to-latest button in full screen', async ({ page, widget }) => {
    await page.setViewportSize({ width: 1920, height: 1080 });
    await widget.open();
    await widget.button('Enter full screen').click();
    for (let times = 0; times < 3; times += 1) await widget.ask('long', 'long');
    await widget.log.evaluate((log) => log.scrollTo(0, 0));
    await expect(part(widget, 'newest')).toBeVisible();
    const [{ width, height }] = await boxes(part(widget, 'newest'));
    expect(Math.abs(width - height)).toBeLessThan(1);
  });

  test('fills its container to the last pixel in kiosk mode, with a button for a new chat', async ({ page, visit, scriptTag }) => {
    await visit(`<div style="position: fixed; inset: 0">${scriptTag('data-mode="kiosk"')}</div>`, { policy: null });
    const widget = new Widget(page);
    await expect(widget.window).toBeVisible();
    expect(await widget.window.boundingBox()).toEqual({ x: 0, y: 0, width: 1600, height: 900 });
    await expect(widget.button('Start new chat')).toBeDisabled();
    await widget.ask('one');
    const [own, send] = await boxes(part(widget, 'own-message'), widget.button('Send message'));
    for (const edge of [right(own), right(send)]) expect(Math.abs(edge - 1180)).toBeLessThan(3);
    await widget.button('Start new chat').click();
    await widget.host.getByRole('alertdialog').getByRole('button', { name: 'Start new chat' }).click();
    await expect(widget.own).toHaveCount(0);
    await expect(widget.field).toBeFocused();
  });
});

test('welcome messages and questions are together at the top, and do not move when the conversation starts', async ({ page, visit, scriptTag }) => {
  await visit(scriptTag(`data-welcome-messages='["Hello!"]' data-starter-questions='["One?", "Two?"]'`));
  const widget = new Widget(page);
  await widget.open();
  const [log, welcome, question] = await boxes(widget.log, part(widget, 'welcome-message'), part(widget, 'starter-question').first());
  expect(welcome.y - log.y).toBeLessThan(20);
  expect(question.y - bottom(welcome)).toBeLessThan(30);
  await widget.ask('hi', 'Hello');
  await widget.log.evaluate((log) => log.scrollTo(0, 0));
  expect(await part(widget, 'welcome-message').boundingBox()).toEqual(welcome);
});

test('the button that copies code is beside the code', async ({ widget }) => {
  await widget.open();
  await widget.ask('code', 'Like this');
  const [code, button] = await boxes(part(widget, 'code-block'), part(widget, 'copy-code'));
  // The outer 8 px are only part of the touch target.
  expect(button.x + 8).toBeGreaterThanOrEqual(right(code));
  expect(button.y).toBeGreaterThanOrEqual(code.y - 2);
});

test('the jump-to-latest button is round and does not cover messages', async ({ widget }) => {
  await widget.open();
  await widget.ask('long', 'long');
  const pill = part(widget, 'newest');
  const [button, icon, log] = await boxes(pill, pill.locator('svg'), widget.log);
  expect(Math.abs(button.width - button.height)).toBeLessThan(1);
  expect(Math.abs(icon.x + icon.width / 2 - button.x - button.width / 2)).toBeLessThan(1);
  expect(button.y).toBeGreaterThanOrEqual(bottom(log));
});

test('long titles take a second line of the header, which keeps its height', async ({ page, visit, scriptTag }) => {
  await visit(scriptTag('data-header-text="Help"'));
  const widget = new Widget(page);
  await widget.open();
  const header = () => widget.host.locator('header').evaluate((header) => header.offsetHeight);
  const before = await header();
  await widget.host.evaluate((host) => (host.headerText = 'Customer support of Example Limited'));
  await expect(part(widget, 'title')).toHaveText('Customer support of Example Limited');
  expect(await part(widget, 'title').evaluate((title) => title.scrollHeight > title.clientHeight || title.scrollWidth > title.clientWidth)).toBe(false);
  expect(await header()).toBe(before);
});

for (const language of ['en', 'de', 'ar']) {
  test(`the buttons of a dialog have the same size in ${language}`, async ({ page, visit, scriptTag }) => {
    await visit(scriptTag(`data-language="${language}"`));
    const widget = new Widget(page);
    await part(widget, 'launcher').click();
    await widget.host.locator('.root textarea').fill('good day');
    await page.keyboard.press('Enter');
    await expect(widget.answers).toHaveCount(1);
    await part(widget, 'new-chat').click();
    const [cancel, confirm] = await boxes(part(widget, 'dialog-cancel'), part(widget, 'dialog-confirm'));
    expect(confirm.width).toBeCloseTo(cancel.width);
    expect(confirm.height).toBeCloseTo(cancel.height);
  });
}

test('the status of a message that waits is aligned with its bubble until the button appears', async ({ widget, context, expectedConsoleMessages }) => {
  expectedConsoleMessages.push(/Failed to load resource/);
  await widget.open();
  await widget.ask('good day');
  await context.setOffline(true);
  await widget.say('a message that waits');
  const state = widget.log.getByText('Waiting', { exact: true });
  await expect(state).toBeVisible();
  await part(widget, 'cancel').evaluate((button) => {
    const [animation] = button.getAnimations();
    animation.pause();
    animation.currentTime = 0;
  });
  const [waiting, bubble] = await boxes(state, part(widget, 'own-message').last());
  expect(right(bubble) - right(waiting)).toBeLessThan(6);
  await part(widget, 'cancel').evaluate((button) => button.getAnimations()[0].finish());
  const [button] = await boxes(part(widget, 'cancel'));
  expect(right(bubble) - right(button)).toBeLessThan(6);
  await context.setOffline(false);
});

test('headings of an answer begin one level below the title, and skip no level', async ({ widget }) => {
  await widget.open();
  await widget.ask('say ### A\n\n### B\n\n# C\n\n#### D\n\n## E', 'E');
  const headings = await widget.answers
    .last()
    .locator('h1, h2, h3, h4, h5, h6')
    .evaluateAll((all) => all.map((heading) => heading.localName + heading.textContent));
  expect(headings).toEqual(['h3A', 'h3B', 'h3C', 'h4D', 'h4E']);
});

test('an empty answer is shown as a failure, not as an empty bubble', async ({ widget }) => {
  await widget.open();
  await widget.ask('say', 'could not be answered');
});

test('task lists have boxes in the colour of the text', async ({ widget }) => {
  await widget.open();
  await widget.ask('markdown', 'A heading');
  const box = widget.answers.last().getByRole('checkbox').last();
  const [border, color] = await box.evaluate((box) => [getComputedStyle(box).borderTopColor, getComputedStyle(box.closest('li')).color]);
  expect(border).toBe(color);
});

test('items of task lists have a box and no marker, also with blank lines between them', async ({ widget }) => {
  await widget.open();
  for (const list of ['- [x] done\n- [ ] to do', '- [x] done\n\n- [ ] to do']) {
    await widget.receive(list);
    const items = widget.answers.last().getByRole('listitem');
    await expect(items).toHaveCount(2);
    for (const item of await items.all()) await expect(item).toHaveCSS('list-style-type', 'none');
  }
});

test.describe('on a touch screen', () => {
  test.use({ viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true });

  test('links of pictures and sources are at least 44 px wide and high', async ({ widget }) => {
    await widget.launcher.tap();
    await widget.receive('![chart](https://pictures.example/chart.png) [^1]\n\n[^1]: [a](https://example.org/a)');
    for (const link of ['.offer > a', '.sources a']) {
      const [{ width, height }] = await boxes(widget.answers.last().locator(link));
      expect(Math.min(width, height), link).toBeGreaterThanOrEqual(44);
    }
  });

  test('each button is at least 44 px wide and high', async ({ page, visit, scriptTag, chatbot, expectedConsoleMessages }) => {
    expectedConsoleMessages.push(/Failed to load resource/, /^ocs-chat: the server rejected a valid request/);
    await visit(scriptTag(`data-starter-questions='["One?"]' data-allow-attachments="true" data-sound="true"`));
    const widget = new Widget(page);
    await widget.launcher.tap();
    await expect(part(widget, 'starter-question')).toBeVisible();
    const small = () =>
      widget.window.locator('button:not(.citation)').evaluateAll((buttons) =>
        buttons
          .map((button) => ({ part: button.getAttribute('part'), box: button.getBoundingClientRect() }))
          .filter(({ box: { width, height } }) => width && (width < 43.9 || height < 43.9))
          .map(({ part, box: { width, height } }) => `${part}: ${width} × ${height}`),
      );
    expect(await small()).toEqual([]);
    await widget.attach({ name: 'a.txt' });
    await widget.ask('code', 'Like this');
    await chatbot.injectFault({ on: 'message', kind: 'status', status: 400, times: 1 });
    await widget.attach({ name: 'b.txt' });
    await widget.say('refused');
    await expect(widget.failed).toHaveCount(1);
    await widget.attach({ name: 'c.txt' });
    await part(widget, 'menu').tap();
    await expect(part(widget, 'menu-item').first()).toBeVisible();
    expect(await small()).toEqual([]);
  });
});

test.describe('below the messages on a touch screen', () => {
  test.use({ viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true });

  for (const language of ['en', 'ar']) {
    test(`touch targets overlap neither each other nor the messages (${language})`, async ({ page, visit, scriptTag, chatbot, expectedConsoleMessages }) => {
      expectedConsoleMessages.push(/Failed to load resource/, /^ocs-chat: the server rejected a valid request/);
      await visit(scriptTag(`data-language="${language}"`));
      const widget = new Widget(page);
      await part(widget, 'launcher').tap();
      const say = async (text) => {
        await widget.host.locator('.window textarea').fill(text);
        await page.keyboard.press('Enter');
      };
      await say('good day');
      await expect(widget.answers).toHaveCount(1);
      await say('fail 400');
      await expect(widget.answers).toHaveCount(2);
      await chatbot.injectFault({ on: 'message', kind: 'status', status: 400, times: 1 });
      await say('refused');
      await expect(widget.failed).toHaveCount(1);
      await shot(page, `touch-actions-${language}`);
      const { count, overlaps } = await widget.log.evaluate((log) => {
        const boxOf = (element) => {
          const range = document.createRange();
          range.selectNodeContents(element);
          return (element.localName === 'button' ? element : range).getBoundingClientRect();
        };
        const buttons = [...log.querySelectorAll('.below button')];
        const all = [...buttons, ...log.querySelectorAll('[part~=text]')].map((element) => ({ name: element.part.value, box: boxOf(element) }));
        const meet = ({ box: one }, { box: other }) =>
          one.left < other.right - 0.5 && other.left < one.right - 0.5 && one.top < other.bottom - 0.5 && other.top < one.bottom - 0.5;
        const found = all.flatMap((one, index) => all.slice(index + 1).map((other) => [one, other])).filter(([one, other]) => meet(one, other));
        return { count: buttons.length, overlaps: found.map(([one, other]) => `${one.name} and ${other.name}`) };
      });
      expect(count).toBe(7);
      expect(overlaps).toEqual([]);
    });
  }
});

test('a window that is lower than its contents scrolls to the send button and to the header', async ({
  page,
  visit,
  scriptTag,
  context,
  expectedConsoleMessages,
}) => {
  expectedConsoleMessages.push(/Failed to load resource/);
  await page.setViewportSize({ width: 800, height: 430 });
  const banner = 'We are moving to new offices this week: answers may take longer than you are used to. For emergencies call 112 or go to the next clinic.';
  await visit(scriptTag(`data-allow-attachments="true" data-banner-message="${banner}"`));
  const widget = new Widget(page);
  await widget.open();
  await widget.attach(...['a.txt', 'b.txt', 'c.txt', 'd.txt'].map((name) => ({ name })));
  await expect(widget.selectedFiles).toHaveCount(4);
  await widget.field.fill('A long draft. '.repeat(40));
  await context.setOffline(true);
  await expect(part(widget, 'trouble')).toBeVisible();
  await part(widget, 'banner').first().hover();
  await page.mouse.wheel(0, 4_000);
  await expect(widget.button('Send message')).toBeInViewport({ ratio: 0.9 });
  await part(widget, 'attach').hover();
  await page.mouse.wheel(0, -4_000);
  await expect(widget.button('Close chat')).toBeInViewport({ ratio: 0.9 });
  await context.setOffline(false);
});

test('a long teaser can be hidden on a small screen', async ({ page, visit, scriptTag }) => {
  await page.setViewportSize({ width: 320, height: 256 });
  await visit(scriptTag(`data-teaser="${'Welcome to the clinic of the district. '.repeat(6)}"`));
  const hide = part(new Widget(page), 'teaser-hide');
  await expect(hide).toBeInViewport({ ratio: 0.9 });
  await hide.click();
  await expect(hide).toHaveCount(0);
});

test('in forced colours, small buttons have no visible border', async ({ page, visit, scriptTag }) => {
  await page.emulateMedia({ forcedColors: 'active' });
  await visit(scriptTag('data-allow-attachments="true"'));
  const widget = new Widget(page);
  await widget.open();
  await widget.ask('good day');
  const colors = await widget.window.locator('button.quiet').evaluateAll((buttons) => buttons.map((button) => getComputedStyle(button).borderBlockColor));
  expect(colors.length).toBeGreaterThan(1);
  // An opaque border would cover what is beside the button.
  expect(new Set(colors)).toEqual(new Set(['rgba(0, 0, 0, 0)']));
});

test('animations are short, move nothing else, and do not run when the window replaces the placeholder', async ({ page, visit, scriptTag }) => {
  await page.addInitScript(() => {
    window.shifts = [];
    window.animated = [];
    new PerformanceObserver((list) => {
      // Includes shifts shortly after an input.
      for (const { value, sources } of list.getEntries()) window.shifts.push(`${value} ${sources.map(({ node }) => node?.className)}`);
    }).observe({ type: 'layout-shift', buffered: true });
  });
  await visit(scriptTag());
  const widget = new Widget(page);
  const shadow = (run) => widget.host.evaluate(run);
  await shadow((host) => {
    host.shadowRoot.addEventListener('animationstart', ({ target, animationName }) => {
      const [animation] = target.getAnimations().filter((animation) => animation.animationName === animationName);
      const properties = (animation?.effect.getKeyframes() ?? [])
        .flatMap(Object.keys)
        .filter((name) => !/^(offset|easing|composite|computedOffset)$/.test(name));
      window.animated.push([target.className.split(' ')[0], animationName, animation?.effect.getTiming().duration, ...new Set(properties)].join(' '));
    });
  });
  const animated = () => page.evaluate(() => window.animated.filter((text) => text.includes('rise')));
  await widget.open();
  expect(await animated()).toEqual([]);
  await widget.ask('good day');
  await expect.poll(animated).toEqual(['bubble rise 160 transform']);
  await widget.button('Close chat').click();
  await widget.open();
  await expect.poll(animated).toContain('window rise 160 transform');
  await widget.ask('long', 'long');
  await expect.poll(animated).toContain('newest rise 160 transform');
  expect(await page.evaluate(() => window.shifts)).toEqual([]);
});
