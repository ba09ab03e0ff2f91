// Dictation, with a stand-in for the browser's speech recognition.

import { check } from './support/accessibility.js';
import { shot } from './support/screenshots.js';
import { mockRecognition } from './support/speech.js';
import { Widget, expect, openWidget, test } from './support/test.js';

const LISTENING = 'Listening… Your browser’s service processes the sound.';
const ON = 'data-dictation="true"';

const recognize = (page, ...texts) => page.evaluate((recognized) => window.recognitions.at(-1).recognize(...recognized), texts);
const report = (page, type, fields) => page.evaluate(([name, more]) => window.recognitions.at(-1).report(name, more), [type, fields]);
const calls = (page) => page.evaluate(() => window.recognitions.map((recognition) => recognition.calls.join()));
const status = (widget) => widget.host.locator('[part~="dictation-status"]');
const start = (widget) => widget.button('Dictate');
const stop = (widget) => widget.button('Stop dictation');

const openChat = (fixtures, attributes = ON) => openWidget(fixtures, attributes);

test('dictated text is written into the field, edited and sent', async ({ page, visit, scriptTag, chatbot }) => {
  await mockRecognition(page);
  const widget = await openChat({ page, visit, scriptTag });
  await expect(start(widget)).toBeVisible();
  expect(await calls(page)).toEqual([]);
  await widget.field.fill('Hello,');
  await start(widget).click();
  await expect(status(widget)).toHaveText(LISTENING);
  expect(await page.evaluate(() => [window.recognitions[0].lang, window.recognitions[0].interimResults])).toEqual(['en-US', true]);
  await recognize(page, 'where is');
  await expect(widget.field).toHaveValue('Hello, where is');
  await recognize(page, 'where is my', ' order');
  await expect(widget.field).toHaveValue('Hello, where is my order');
  await report(page, 'end');
  await expect(status(widget)).toHaveText('');
  await widget.field.press('End');
  await widget.field.pressSequentially('?');
  await widget.field.press('Enter');
  await expect(widget.own).toHaveText(['Hello, where is my order?']);
  await expect.poll(() => chatbot.receivedTexts()).toEqual(['Hello, where is my order?']);
});

for (const [how, act, kept] of [
  ['sending with the keyboard', (widget) => widget.field.press('Enter')],
  ['sending with the button', (widget) => widget.button('Send message').click()],
  ['closing', (widget) => widget.button('Close chat').click(), 'good day'],
  ['typing', (widget) => widget.field.pressSequentially('x'), 'good dayx'],
  ['leaving the tab', ({ page }) => page.evaluate(() => document.dispatchEvent(new Event('visibilitychange'))), 'good day'],
  ['a chat that becomes read-only', ({ host }) => host.evaluate((element) => (element.disabled = true)), 'good day'],
  ['the option', ({ host }) => host.evaluate((element) => (element.dictation = false)), 'good day'],
  ['a restart', ({ host }) => host.evaluate((element) => (element.language = 'de')), 'good day'],
]) {
  test(`dictation is ended by ${how}: words in the field stay, and later ones are not written`, async ({ page, visit, scriptTag }) => {
    await mockRecognition(page);
    const widget = await openChat({ page, visit, scriptTag });
    await start(widget).click();
    await report(page, 'start');
    await recognize(page, 'good day');
    await expect(widget.field).toHaveValue('good day');
    await act(widget);
    await expect.poll(() => calls(page)).toEqual(['start,abort']);
    await recognize(page, 'good day to nobody');
    await expect(widget.host.locator('section.window textarea')).toHaveValue(kept ?? '');
    if (!kept) await expect(widget.own).toHaveText(['good day']);
  });
}

test('a text that the page puts into the field stays, and ends dictation', async ({ page, visit, scriptTag }) => {
  await mockRecognition(page);
  const widget = await openChat({ page, visit, scriptTag });
  await start(widget).click();
  await report(page, 'start');
  await recognize(page, 'good day');
  await widget.host.evaluate((host) => host.prefill('A text of the page'));
  await expect(widget.field).toHaveValue('A text of the page');
  await recognize(page, 'good day to nobody');
  await expect(widget.field).toHaveValue('A text of the page');
  expect(await calls(page)).toEqual(['start,abort']);
});

test('dictation is ended by a question that the visitor chooses', async ({ page, visit, scriptTag }) => {
  await mockRecognition(page);
  const widget = await openChat({ page, visit, scriptTag }, `${ON} data-starter-questions='["Where is my order?"]'`);
  await start(widget).click();
  await report(page, 'start');
  await widget.button('Where is my order?').click();
  await expect(widget.own).toHaveText(['Where is my order?']);
  expect(await calls(page)).toEqual(['start,abort']);
});

test('the button stops dictation, and words that the browser recognises later are written', async ({ page, visit, scriptTag }) => {
  await mockRecognition(page);
  const widget = await openChat({ page, visit, scriptTag });
  await start(widget).click();
  await report(page, 'start');
  await recognize(page, 'good');
  await stop(widget).click();
  expect(await calls(page)).toEqual(['start,stop']);
  await expect(start(widget)).toBeVisible();
  await expect(status(widget)).toHaveText('');
  await recognize(page, 'good day to you');
  await expect(widget.field).toHaveValue('good day to you');
  await report(page, 'end');
  await recognize(page, 'good day to nobody');
  await expect(widget.field).toHaveValue('good day to you');
});

test('the button restarts dictation while the last words are awaited, and those are lost', async ({ page, visit, scriptTag }) => {
  await mockRecognition(page);
  const widget = await openChat({ page, visit, scriptTag });
  await start(widget).click();
  await report(page, 'audiostart');
  await recognize(page, 'good');
  await stop(widget).click();
  await start(widget).click();
  await expect(status(widget)).toHaveText(LISTENING);
  expect(await calls(page)).toEqual(['start,stop,abort', 'start']);
  await page.evaluate(() => window.recognitions[0].recognize('nobody'));
  await recognize(page, 'day');
  await expect(widget.field).toHaveValue('good day');
});

test('a browser that does not report the end is not awaited for ever', async ({ page, visit, scriptTag }) => {
  await mockRecognition(page);
  await page.clock.install();
  const widget = await openChat({ page, visit, scriptTag });
  await start(widget).click();
  await report(page, 'start');
  await stop(widget).click();
  await recognize(page, 'good day');
  await page.clock.runFor(6_000);
  expect(await calls(page)).toEqual(['start,stop,abort']);
  await recognize(page, 'good day to nobody');
  await expect(widget.field).toHaveValue('good day');
});

test('dictation is stopped by silence', async ({ page, visit, scriptTag }) => {
  await mockRecognition(page);
  await page.clock.install();
  const widget = await openChat({ page, visit, scriptTag });
  await start(widget).click();
  await report(page, 'start');
  await page.clock.runFor(10_000);
  await recognize(page, 'good day');
  await page.clock.runFor(10_000);
  expect(await calls(page)).toEqual(['start']);
  await page.clock.runFor(6_000);
  await expect.poll(() => calls(page)).toEqual(['start,stop']);
  await expect(start(widget)).toBeVisible();
  await recognize(page, 'good day to you');
  await expect(widget.field).toHaveValue('good day to you');
});

test('dictation waits while the browser asks for permission', async ({ page, visit, scriptTag }) => {
  await mockRecognition(page);
  await page.clock.install();
  const widget = await openChat({ page, visit, scriptTag });
  await start(widget).click();
  await page.clock.runFor(300_000);
  expect(await calls(page)).toEqual(['start']);
  await report(page, 'start');
  await page.clock.runFor(14_000);
  expect(await calls(page)).toEqual(['start']);
  await page.clock.runFor(2_000);
  expect(await calls(page)).toEqual(['start,stop']);
  await report(page, 'end');
  await start(widget).click();
  // There are no words to wait for.
  await stop(widget).click();
  expect(await calls(page)).toEqual(['start,stop', 'start,abort']);
});

for (const [code, message] of [
  ['no-speech', 'No speech was heard.'],
  ['aborted', 'Dictation has failed. Please try again.'],
  ['audio-capture', 'No microphone was found.'],
  ['network', 'The speech recognition cannot be reached.'],
  ['not-allowed', 'The microphone is not allowed. Allow it in the settings of your browser.'],
  ['service-not-allowed', 'This browser does not offer dictation.'],
  ['language-not-supported', 'Dictation is not available in this language.'],
  ['bad-grammar', 'Dictation has failed. Please try again.'],
  ['phrases-not-supported', 'Dictation has failed. Please try again.'],
]) {
  test(`the error ${code} is shown once, as one sentence`, async ({ page, visit, scriptTag }) => {
    await mockRecognition(page, 'SpeechRecognition');
    const widget = await openChat({ page, visit, scriptTag });
    await start(widget).click();
    await report(page, 'error', { error: code });
    await report(page, 'end');
    await expect(status(widget)).toHaveText(message);
    await expect(status(widget)).toHaveAttribute('role', 'status');
    await start(widget).click();
    const isFinal = ['service-not-allowed', 'language-not-supported'].includes(code);
    if (isFinal) await expect(start(widget)).toHaveCount(0);
    else await expect(status(widget)).toHaveText(LISTENING);
    expect(await calls(page)).toHaveLength(isFinal ? 1 : 2);
    await widget.ask('I write instead');
    await expect(status(widget)).toHaveText('');
  });
}

test('dictation is offered in other languages after the browser has refused one', async ({ page, visit, scriptTag }) => {
  await mockRecognition(page);
  const widget = await openChat({ page, visit, scriptTag });
  const button = widget.host.locator('[part~="dictate"]');
  const use = (language) => widget.host.evaluate((host, tag) => (host.language = tag), language);
  await button.click();
  await report(page, 'error', { error: 'language-not-supported' });
  await use('de');
  await expect(button).toHaveAccessibleName('Diktieren');
  await button.click();
  expect(await page.evaluate(() => window.recognitions.map(({ lang }) => lang))).toEqual(['en-US', 'de']);
  await report(page, 'end');
  await use('en-US');
  await expect(widget.button('Send message')).toBeVisible();
  await expect(button).toHaveCount(0);
  await use('de');
  await expect(button).toBeVisible();
  await button.click();
  await report(page, 'error', { error: 'service-not-allowed' });
  await use('fr');
  await expect(widget.button('Envoyer')).toBeVisible();
  await expect(button).toHaveCount(0);
});

test('a recognition that cannot start is reported as an error', async ({ page, visit, scriptTag }) => {
  await mockRecognition(page);
  const widget = await openChat({ page, visit, scriptTag });
  await page.evaluate(() => {
    window.webkitSpeechRecognition.prototype.start = () => {
      throw new DOMException('no', 'InvalidStateError');
    };
  });
  await start(widget).click();
  await expect(status(widget)).toHaveText('Dictation has failed. Please try again.');
});

test('a recognition that cannot be created is reported as an error', async ({ page, visit, scriptTag }) => {
  await mockRecognition(page);
  await page.addInitScript(() => {
    window.webkitSpeechRecognition = class {
      constructor() {
        throw new Error('no');
      }
    };
  });
  const widget = await openChat({ page, visit, scriptTag });
  await start(widget).click();
  await expect(status(widget)).toHaveText('Dictation has failed. Please try again.');
  await expect(start(widget)).toBeVisible();
});

test('the focus stays in the window when the button is removed', async ({ page, visit, scriptTag }) => {
  await mockRecognition(page);
  const widget = await openChat({ page, visit, scriptTag });
  await start(widget).press('Enter');
  await report(page, 'error', { error: 'service-not-allowed' });
  await start(widget).press('Enter');
  await expect(start(widget)).toHaveCount(0);
  await expect(widget.window.locator(':focus')).toHaveCount(1);
  await page.keyboard.press('Escape');
  await expect(widget.window).toBeHidden();
});

test('the newest words of a long text are in view', async ({ page, visit, scriptTag }) => {
  await mockRecognition(page);
  const widget = await openChat({ page, visit, scriptTag });
  await start(widget).click();
  await report(page, 'start');
  const remaining = () => widget.field.evaluate(({ scrollHeight, scrollTop, clientHeight }) => scrollHeight - scrollTop - clientHeight);
  for (const words of [100, 200]) {
    await recognize(page, 'word '.repeat(words));
    await expect(widget.field).toHaveValue('word '.repeat(words));
    expect(await widget.field.evaluate((field) => field.scrollHeight > field.clientHeight)).toBe(true);
    expect(await remaining()).toBeLessThan(2);
  }
});

test('there is no button without the option or without speech recognition, and it is disabled in a read-only chat', async ({ page, visit, scriptTag }) => {
  await mockRecognition(page, 'somethingElse');
  const widget = await openChat({ page, visit, scriptTag });
  await widget.ask('I have no microphone');
  await expect(start(widget)).toHaveCount(0);
  await mockRecognition(page);
  await page.reload();
  await widget.open();
  await expect(start(widget)).toBeVisible();
  await widget.host.evaluate((host) => (host.disabled = true));
  await expect(start(widget)).toBeDisabled();
  await widget.host.evaluate((host) => Object.assign(host, { disabled: false, dictation: false }));
  await expect(start(widget)).toBeHidden();
  await widget.host.evaluate((host) => (host.dictation = true));
  await expect(start(widget)).toBeEnabled();
});

for (const [name, language, colorScheme, viewport] of [
  ['light', 'en', 'light', { width: 1280, height: 800 }],
  ['dark', 'de', 'dark', { width: 320, height: 568 }],
  ['rtl', 'ar', 'light', { width: 320, height: 568 }],
]) {
  test(`dictation is accessible (${name})`, async ({ page, visit, scriptTag }) => {
    await mockRecognition(page);
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
    await page.setViewportSize(viewport);
    await visit(`<main><h1>A page</h1></main>${scriptTag(`${ON} data-allow-attachments="true" data-language="${language}"`)}`);
    const { host } = new Widget(page);
    await host.locator('[part~="launcher"]').click();
    await host.locator('[part~="dictate"]').click();
    await recognize(page, 'abc');
    await shot(page, `dictation-${name}`);
    await check(page);
    await report(page, 'error', { error: 'not-allowed' });
    await shot(page, `dictation-error-${name}`);
    await check(page);
  });
}

test.describe('on a small phone', () => {
  test.use({ viewport: { width: 320, height: 568 }, hasTouch: true, isMobile: true });

  for (const [mode, attributes] of [
    ['floating', ''],
    ['kiosk', 'data-mode="kiosk"'],
  ]) {
    test(`the field has a line of its own (${mode})`, async ({ page, visit, scriptTag }) => {
      await mockRecognition(page);
      const widget = await openChat({ page, visit, scriptTag }, `${ON} data-allow-attachments="true" ${attributes}`);
      await widget.ask('good day');
      await expect(start(widget)).toBeVisible();
      expect((await widget.field.boundingBox()).width).toBeGreaterThan(260);
      await shot(page, `dictation-phone-${mode}`);
    });
  }
});
