// Quick replies: buttons below the newest answer, and only the labels of their links everywhere else.

import { readFile } from 'node:fs/promises';
import { check } from './support/accessibility.js';
import { shot } from './support/screenshots.js';
import { Widget, expect, test } from './support/test.js';

const ANSWER = 'Shall we go on?\n\n- [Yes, please](reply:)\n- [No](reply:I%20do%20not%20want%20to)';

const groupOf = (widget) => widget.host.getByRole('group', { name: 'Suggested replies' });
const buttonsOf = (widget) => groupOf(widget).getByRole('button');

const buttonOf = (widget, name) => groupOf(widget).getByRole('button', { name, exact: true });

/** The markup of the bot's messages. */
const markupOf = async (widget) => (await widget.log.locator('.row.bot').evaluateAll((rows) => rows.map((row) => row.innerHTML))).join();

test('without the option the links are shown as their labels', async ({ widget }) => {
  await widget.open();
  await widget.receive(`${ANSWER}\n- ![Maybe](reply:maybe) [never](REPLY:javascript:alert(1)) [later](reply:a b)`);
  await expect(widget.answers.getByRole('listitem')).toHaveText(['Yes, please', 'No', 'Maybe never later']);
  await expect(widget.answers.locator('a')).toHaveCount(0);
  await expect(groupOf(widget)).toHaveCount(0);
  expect(await markupOf(widget)).not.toMatch(/reply:/i);
});

test.describe('with the option', () => {
  test.use({ attributes: 'data-quick-replies="true"' });

  test('buttons send the label or the text of the address, and are removed with the message', async ({ widget, chatbot }) => {
    await widget.open();
    await widget.receive(ANSWER);
    await expect(buttonsOf(widget)).toHaveText(['Yes, please', 'No']);
    await expect(widget.answers).toHaveText(['Shall we go on?']);
    expect(await markupOf(widget)).not.toMatch(/reply:|I%20do/);
    await widget.field.fill('a draft');
    await chatbot.update({ think_ms: 1_000 });
    await buttonsOf(widget).first().dblclick();
    await expect(widget.own.last()).toHaveText('Yes, please');
    await expect(widget.log.locator('[part~="typing"]')).toBeVisible();
    await expect(groupOf(widget)).toHaveCount(0);
    await expect(widget.answers).toHaveText([/Yes, please\s*No/, 'You said: Yes, please']);
    await expect(widget.field).toHaveValue('a draft');
    await chatbot.update({ think_ms: 0 });
    await widget.receive(ANSWER);
    await buttonOf(widget, 'No').click();
    await expect(widget.field).toBeFocused();
    await expect(widget.own.last()).toHaveText('I do not want to');
    await expect(widget.answers.last()).toHaveText('You said: I do not want to');
    await expect(groupOf(widget)).toHaveCount(0);
    expect((await chatbot.receivedTexts()).filter((text) => !text.startsWith('say'))).toEqual(['Yes, please', 'I do not want to']);
  });

  test('arrow keys lead from one button to the others', async ({ widget, page }) => {
    await widget.open();
    await widget.receive('[A](reply:) [B](reply:) [C](reply:)');
    await expect(buttonsOf(widget)).toHaveCount(3);
    const scrollTop = () => widget.log.evaluate((log) => log.scrollTop);
    const before = await scrollTop();
    await widget.field.press('Shift+Tab');
    await expect(buttonOf(widget, 'A')).toBeFocused();
    for (const [key, name] of [
      ['ArrowRight', 'B'],
      ['ArrowDown', 'C'],
      ['ArrowRight', 'A'],
      ['ArrowLeft', 'C'],
      ['ArrowUp', 'B'],
      ['Home', 'A'],
      ['End', 'C'],
    ]) {
      await page.keyboard.press(key);
      await expect(buttonOf(widget, name), key).toBeFocused();
    }
    expect(await scrollTop()).toBe(before);
    await page.keyboard.press('Tab');
    await expect(widget.field).toBeFocused();
    await page.keyboard.press('Shift+Tab');
    await expect(buttonOf(widget, 'C')).toBeFocused();
    await page.keyboard.press('Enter');
    await expect(widget.own.last()).toHaveText('C');
    await expect(widget.field).toBeFocused();
  });

  test('buttons are restored after a reload, and removed when another tab sends something', async ({ widget, page, openTab }) => {
    await widget.open();
    await widget.receive(ANSWER);
    await page.reload();
    await widget.open();
    await expect(buttonsOf(widget)).toHaveText(['Yes, please', 'No']);
    await buttonsOf(widget).first().focus();
    const other = await openTab();
    await other.open();
    await expect(buttonsOf(other)).toHaveText(['Yes, please', 'No']);
    await other.say('something else');
    await expect(groupOf(widget)).toHaveCount(0);
    await expect(groupOf(other)).toHaveCount(0);
    await expect(widget.answers).toHaveText([/Yes, please\s*No/, 'You said: something else']);
    // The focus stays in the conversation when the focused button is removed.
    await expect(widget.log).toBeFocused();
  });

  test('the work for replies grows with their number', async ({ widget }) => {
    await widget.open();
    /** The number of different nodes that are added to the transcript during `act`. */
    const addedNodes = async (act) => {
      await widget.log.evaluate((log) => {
        window.added = new Set();
        const add = (node) => {
          window.added.add(node);
          node.childNodes.forEach(add);
        };
        window.observer = new MutationObserver((records) => records.forEach(({ addedNodes }) => addedNodes.forEach(add)));
        window.observer.observe(log, { childList: true, subtree: true });
      });
      await act();
      return widget.page.evaluate(() => {
        window.observer.disconnect();
        return window.added.size;
      });
    };
    const work = (count) => {
      const links = Array.from({ length: count }, (_, index) => `- [R${index + 1}](reply:)`).join('\n');
      return addedNodes(async () => {
        await widget.receive(links);
        await expect(widget.answers.last().getByRole('listitem')).toHaveCount(count - 10);
        await expect(buttonsOf(widget)).toHaveCount(10);
      });
    };
    const [few, many] = [await work(250), await work(1_000)];
    expect(many / few).toBeGreaterThan(2);
    // The row before is built again, too, without its buttons. Quadratic work would be 16 times as much.
    expect(many / few).toBeLessThan(6);
  });

  test('buttons follow the options of the page', async ({ widget }) => {
    await widget.open();
    await widget.receive(ANSWER);
    const set = (options) => widget.host.evaluate((host, options) => void Object.assign(host, options), options);
    await expect(groupOf(widget)).toHaveCount(1);
    await set({ disabled: true });
    await expect(groupOf(widget)).toHaveCount(0);
    await expect(widget.answers).toHaveText([/Yes, please\s*No/]);
    await set({ disabled: false });
    await expect(groupOf(widget)).toHaveCount(1);
    await set({ quickReplies: false });
    await expect(groupOf(widget)).toHaveCount(0);
  });

  test('buttons are removed when a message fails, and return when it is discarded', async ({ widget, chatbot, expectedConsoleMessages }) => {
    expectedConsoleMessages.push(/Failed to load resource/, /^ocs-chat: the server rejected a valid request/);
    await widget.open();
    await widget.receive(ANSWER);
    await chatbot.injectFault({ on: 'message', kind: 'status', status: 400, body: { message: ['Not a valid string.'] }, times: 2 });
    await buttonOf(widget, 'Yes, please').click();
    await expect(widget.failed).toHaveCount(1);
    await expect(groupOf(widget)).toHaveCount(0);
    await widget.failed.getByRole('button', { name: 'Delete' }).click();
    await expect(buttonsOf(widget)).toHaveText(['Yes, please', 'No']);
  });

  test('hostile links are harmless', async ({ widget, chatbot }) => {
    await widget.open();
    const long = 'long '.repeat(50);
    await widget.receive(
      `Choose: [<img src=x onerror=alert(1)>](reply:) [**B**](reply:javascript:alert(1)) [C](reply:%00) [D](reply:%zz%)
       [E](reply:<script>alert(1)</script>) [${long}](reply:${'x'.repeat(5_000)}) [ ](reply:nothing) [](reply:nothing)`,
    );
    await expect(widget.answers.last()).toHaveText('Choose:');
    await expect(buttonsOf(widget)).toHaveText(['<img src=x onerror=alert(1)>', 'B', 'C', 'D', 'E', long.trim()]);
    for (const button of await buttonsOf(widget).all()) {
      const [{ x, width }, log] = [await button.boundingBox(), await widget.log.boundingBox()];
      expect(x).toBeGreaterThanOrEqual(log.x);
      expect(x + width).toBeLessThanOrEqual(log.x + log.width);
    }
    await expect(widget.log.locator('img, script, a')).toHaveCount(0);
    await shot(widget.page, 'quick-replies-hostile');
    await buttonOf(widget, 'C').click();
    await expect(widget.answers.last()).toHaveText('You said: C');
    await widget.receive(Array.from({ length: 1_000 }, (_, index) => `- [R${index + 1}](reply:)`).join('\n'));
    await expect(buttonsOf(widget)).toHaveText(Array.from({ length: 10 }, (_, index) => `R${index + 991}`));
    await expect(widget.answers.last()).toHaveText(/^R1\s*R2.*R990$/s);
    await buttonOf(widget, 'R1000').click();
    await expect(widget.answers.last()).toHaveText('You said: R1000');
    expect((await chatbot.receivedTexts()).filter((text) => !text.startsWith('say'))).toEqual(['C', 'R1000']);
  });
});

test.describe('as text', () => {
  test.use({ attributes: 'data-quick-replies="true"', permissions: ['clipboard-read', 'clipboard-write'] });

  test('copies, downloads and announcements have only the labels', async ({ widget, page }) => {
    await widget.open();
    await widget.receive(ANSWER);
    const text = 'Shall we go on?\n- Yes, please\n- No';
    await expect(widget.log.locator('[aria-live=polite]')).toContainText(`said: ${text}`);
    await expect(widget.log.locator('[aria-live=polite] p').last()).not.toContainText('reply:');
    await widget.answers.hover();
    await widget.log.locator('.row.bot').last().getByRole('button', { name: 'Copy', exact: true }).click();
    await expect.poll(() => page.evaluate(() => navigator.clipboard.readText())).toBe(text);
    for (const name of ['Download as text', 'Download as Markdown']) {
      await widget.button('More options').click();
      const saved = page.waitForEvent('download');
      await widget.host.getByRole('menuitem', { name }).click();
      const conversation = await readFile(await (await saved).path(), 'utf8');
      expect(conversation.slice(conversation.lastIndexOf('Echo'))).toContain(text);
      expect(conversation.slice(conversation.lastIndexOf('Echo'))).not.toContain('reply:');
    }
  });
});

test('the teaser and a welcome message have only the labels', async ({ page, visit, scriptTag }) => {
  const welcome = 'Shall we? [Yes](reply:Yes%20(please)) [No](reply:no)';
  await visit(scriptTag(`data-quick-replies="true" data-teaser="true" data-welcome-messages='["${welcome}"]'`));
  const widget = new Widget(page);
  await expect(widget.host.locator('[part~="teaser-text"]')).toHaveText('Shall we? Yes No');
  await widget.open();
  await expect(widget.answers).toHaveText(['Shall we? Yes No']);
  await expect(groupOf(widget)).toHaveCount(0);
});

const PHONE = { width: 320, height: 640 };
for (const [name, language, colorScheme, viewport, next] of [
  ['light', 'en', 'light', { width: 1280, height: 800 }, 'ArrowRight'],
  ['dark', 'en', 'dark', PHONE, 'ArrowRight'],
  ['rtl', 'ar', 'light', PHONE, 'ArrowLeft'],
]) {
  test.describe(name, () => {
    test.use({ viewport, colorScheme, hasTouch: viewport === PHONE, isMobile: viewport === PHONE, contextOptions: { reducedMotion: 'reduce' } });

    test('buttons are accessible, and large on touch screens', async ({ page, visit, scriptTag }) => {
      await visit(scriptTag(`data-quick-replies="true" data-language="${language}"`));
      const { host } = new Widget(page);
      await host.locator('[part~="launcher"]').click();
      const field = host.locator('section.window textarea');
      await expect(field).toBeFocused();
      const [answer, other, third] =
        language === 'ar'
          ? ['هل نتابع؟', 'لا، شكرًا', 'أريد أن أتحدث مع شخص من فريق الدعم']
          : ['Shall we go on?', 'No, thanks', 'I would rather talk to somebody of your team'];
      await field.fill(`say ${answer}\n- [OK](reply:)\n- [${other}](reply:)\n- [${third}](reply:)`);
      await field.press('Enter');
      const buttons = host.locator('[part~="quick-reply"]');
      await expect(buttons).toHaveText(['OK', other, third]);
      await page.mouse.move(1, 1);
      await shot(page, `quick-replies-${name}`);
      await check(page);
      await buttons.first().focus();
      await page.keyboard.press(next);
      await expect(buttons.nth(1)).toBeFocused();
      if (viewport !== PHONE) return;
      for (const button of await buttons.all()) {
        const { width, height } = await button.boundingBox();
        expect(Math.min(width, height)).toBeGreaterThanOrEqual(44);
      }
    });
  });
}

test('the focus stays where the visitor has moved it when the replies are removed', async ({ page, visit, scriptTag }) => {
  await visit(`<p>Text of the page</p>${scriptTag('data-quick-replies="true"')}`);
  const widget = new Widget(page);
  await widget.open();
  await widget.receive('Choose [Yes](reply:) [No](reply:)');
  const reply = widget.host.locator('[part~="quick-reply"]').first();
  await reply.focus();
  await page.getByText('Text of the page').click();
  await widget.host.evaluate((host) => host.send('hello'));
  await expect(reply).toHaveCount(0);
  await expect(widget.answers).toHaveCount(2);
  expect(await page.evaluate(() => document.activeElement.localName)).toBe('body');
});
