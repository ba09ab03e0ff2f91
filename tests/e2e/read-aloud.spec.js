// Reading aloud, with a stand-in for the browser's speech synthesis.

import { splitSentences } from '../../www/widget/read-aloud/sentences.ts';
import { chooseVoice, languageOfText } from '../../www/widget/read-aloud/voices.ts';
import { check } from './support/accessibility.js';
import { shot } from './support/screenshots.js';
import { mockSynthesis } from './support/speech.js';
import { Widget, expect, openWidget, test } from './support/test.js';

const ON = 'data-read-aloud="true"';
const FAILED = 'Reading aloud has failed. Please try again.';
const NO_VOICE = 'This device has no voice for the language of this answer.';

const spoken = (page) => page.evaluate(() => window.utterances.map(({ text }) => text));
const languages = (page) => page.evaluate(() => window.utterances.map(({ lang, voice }) => `${lang} ${voice?.name}`));
const cancelled = (page) => page.evaluate(() => window.cancelled);
const report = (page, type, fields) => page.evaluate(([name, more]) => window.utterances.at(-1).report(name, more), [type, fields]);

/** Speaks the current sentence to its end. */
async function finish(page) {
  await report(page, 'start');
  await report(page, 'end');
}

const read = (widget) => widget.button('Read aloud');
const stop = (widget) => widget.button('Stop reading');
const status = (widget) => widget.host.locator('[part~="read-aloud-status"]');
const announcements = (widget) => widget.log.locator('[aria-live="polite"] p');

const openChat = (fixtures, attributes = ON) => openWidget(fixtures, attributes);

/** Opens a chat in another language, and receives an answer. */
async function receiveInLanguage({ page, visit, scriptTag }, language, answer) {
  await visit(scriptTag(`${ON} data-language="${language}"`));
  const widget = new Widget(page);
  await widget.host.locator('[part~="launcher"]').click();
  await widget.receive(answer);
  return widget;
}

/** Replaces the speech recognition of the browser with one that recognizes nothing. */
const mockRecognition = (page) =>
  page.addInitScript(() => {
    delete window.SpeechRecognition;
    window.webkitSpeechRecognition = class extends EventTarget {
      start() {}
      abort() {}
    };
  });

/** Turns reading new answers on or off. */
async function toggle(widget, name = 'Read new answers aloud') {
  await widget.button('More options').click();
  await widget.host.getByRole('menuitem', { name, exact: true }).click();
}

test('the button reads an answer sentence by sentence, and its name changes meanwhile', async ({ page, visit, scriptTag }) => {
  await mockSynthesis(page);
  const widget = await openChat({ page, visit, scriptTag });
  await widget.receive('**Hello there.** How are you?\n\n- Fine\n- 1. Not so fine');
  await expect(read(widget)).toHaveCount(1);
  expect(await spoken(page)).toEqual([]);
  await read(widget).click();
  await expect(stop(widget)).toBeFocused();
  for (const sentences of [1, 2, 3, 4]) {
    expect(await spoken(page)).toEqual(['Hello there.', 'How are you?', 'Fine', '1. Not so fine'].slice(0, sentences));
    await expect(stop(widget)).toHaveCount(1);
    await finish(page);
  }
  await expect(read(widget)).toBeFocused();
  expect(await languages(page)).toEqual(Array(4).fill('en-US en-US'));
  expect(await cancelled(page)).toBe(0);
  await expect(status(widget)).toHaveCount(0);
  // Only answers have the button, and the keyboard presses it.
  await expect(widget.log.locator('.row.own [part~="read-aloud"]')).toHaveCount(0);
  await read(widget).press('Enter');
  await expect(stop(widget)).toBeFocused();
});

test('code and addresses are read as words of the language, and a table is read by row', async ({ page, visit, scriptTag }) => {
  await mockSynthesis(page);
  const answer = 'Siehe https://a.example/x und `f(&x)`\n\n|Art|Preis|\n|-|-|\n|A|1 €|\n\n```\nx = 1\n```';
  const widget = await receiveInLanguage({ page, visit, scriptTag }, 'de', answer);
  await widget.button('Vorlesen').click();
  for (const text of ['Siehe Link und Code', 'Art, Preis', 'A, 1 €', 'Code']) {
    await expect.poll(async () => (await spoken(page)).at(-1)).toBe(text);
    await finish(page);
  }
  expect(await spoken(page)).toHaveLength(4);
});

for (const [how, act, attributes = ''] of [
  ['the button', (widget) => stop(widget).click()],
  ['typing', (widget) => widget.field.pressSequentially('x')],
  ['dictation', (widget) => widget.button('Dictate').click(), 'data-dictation="true"'],
  ['a quick reply', (widget) => widget.button('Go on').click(), 'data-quick-replies="true"'],
  ['closing', (widget) => widget.button('Close chat').click()],
  ['leaving the page', ({ page }) => page.evaluate(() => window.dispatchEvent(new PageTransitionEvent('pagehide')))],
  ['turning the option off', ({ host }) => host.evaluate((element) => (element.readAloud = false))],
  ['removing the element', ({ host }) => host.evaluate((element) => element.remove())],
  ['a restart', ({ host }) => host.evaluate((element) => (element.language = 'de'))],
  [
    'a new chat',
    async (widget) => {
      await widget.button('Start new chat').click();
      await widget.host.getByRole('alertdialog').getByRole('button', { name: 'Start new chat' }).click();
    },
  ],
]) {
  test(`reading is stopped by ${how}, also where speech ends only after the sentence`, async ({ page, visit, scriptTag }) => {
    await mockSynthesis(page);
    await mockRecognition(page);
    const widget = await openChat({ page, visit, scriptTag }, `${ON} ${attributes}`);
    await widget.receive('One. Two. [Go on](reply:)');
    await read(widget).click();
    await report(page, 'start');
    expect(await spoken(page)).toEqual(['One.']);
    await act(widget);
    await expect.poll(() => cancelled(page)).toBe(1);
    await report(page, 'end');
    await expect(stop(widget)).toHaveCount(0);
    expect(await spoken(page)).toEqual(['One.']);
  });
}

test('another answer is read in place of the one before', async ({ page, visit, scriptTag }) => {
  await mockSynthesis(page);
  const widget = await openChat({ page, visit, scriptTag });
  await widget.receive('One. Two.');
  await widget.receive('Three. Four.');
  await read(widget).first().click();
  await read(widget).click();
  expect(await cancelled(page)).toBe(1);
  expect(await spoken(page)).toEqual(['One.', 'Three.']);
  await page.evaluate(() => window.utterances[0].report('error', { error: 'interrupted' }));
  await finish(page);
  expect(await spoken(page)).toEqual(['One.', 'Three.', 'Four.']);
  await expect(widget.log.locator('.row.bot').last().getByRole('button', { name: 'Stop reading' })).toBeVisible();
});

/** Two visible tabs with one conversation, in which the visitor has turned on reading new answers. */
async function readInTwoTabs({ page, visit, scriptTag, openTab }) {
  await mockSynthesis(page);
  const widget = await openChat({ page, visit, scriptTag });
  await widget.receive('One.');
  await toggle(widget);
  const other = await openTab(mockSynthesis);
  await other.field.click();
  return [widget, other];
}

test.describe('new answers', () => {
  test('are read in their order once the visitor has turned that on, and the live region says only that they have come', async ({ page, visit, scriptTag }) => {
    await mockSynthesis(page);
    const widget = await openChat({ page, visit, scriptTag });
    await widget.receive('Nobody hears this.');
    await expect(announcements(widget).last()).toHaveText('Echo said: Nobody hears this.');
    await toggle(widget);
    expect(await spoken(page)).toEqual([]);
    await widget.receive('One. Two.');
    await expect.poll(() => spoken(page)).toEqual(['One.']);
    await expect(announcements(widget).last()).toHaveText('New answer');
    await widget.host.evaluate((host) => host.send('say Three.'));
    await expect(widget.answers).toHaveCount(3);
    await expect(announcements(widget).last()).toHaveText('New answer');
    await finish(page);
    expect(await spoken(page)).toEqual(['One.', 'Two.']);
    await finish(page);
    expect(await spoken(page)).toEqual(['One.', 'Two.', 'Three.']);
    await toggle(widget, 'Stop reading new answers aloud');
    await expect.poll(() => cancelled(page)).toBe(1);
    await widget.receive('Four.');
    await expect(announcements(widget).last()).toHaveText('Echo said: Four.');
    expect(await spoken(page)).toHaveLength(3);
  });

  test('are read on the next page too, and messages of earlier pages are not', async ({ page, visit, scriptTag }) => {
    await mockSynthesis(page);
    const widget = await openChat({ page, visit, scriptTag });
    await toggle(widget);
    await widget.receive('One.');
    await expect.poll(() => spoken(page)).toEqual(['One.']);
    await page.reload();
    await expect(widget.answers).toHaveCount(1);
    await widget.open();
    await widget.receive('Two.');
    await expect.poll(() => spoken(page)).toEqual(['Two.']);
    await widget.host.evaluate((host) => host.destroy({ forget: true }));
    expect(await page.evaluate(() => Object.keys(localStorage).filter((key) => key.endsWith('*')))).toEqual([]);
  });

  test('are read in one of two visible tabs', async ({ page, visit, scriptTag, openTab }) => {
    const [widget, other] = await readInTwoTabs({ page, visit, scriptTag, openTab });
    await widget.receive('Two.');
    await expect(announcements(widget).last()).toHaveText(/New answer|Two/);
    await expect(announcements(other).last()).toHaveText(/New answer|Two/);
    await expect.poll(async () => [await spoken(page), await spoken(other.page)].flat()).toEqual(['Two.']);
  });

  test('are read in the visible tab whose window is open', async ({ page, visit, scriptTag, openTab }) => {
    const [widget, other] = await readInTwoTabs({ page, visit, scriptTag, openTab });
    await widget.button('Close chat').click();
    await other.receive('Two.');
    await expect.poll(() => spoken(other.page)).toEqual(['Two.']);
    expect(await spoken(page)).toEqual([]);
  });

  test('are not read on the next page without consent to storing', async ({ page, visit, scriptTag }) => {
    await mockSynthesis(page);
    const widget = await openChat({ page, visit, scriptTag }, `${ON} data-consent="pending"`);
    await toggle(widget);
    await widget.receive('One.');
    await expect.poll(() => spoken(page)).toEqual(['One.']);
    expect(await page.evaluate(() => localStorage.length + sessionStorage.length)).toBe(0);
    await page.reload();
    await widget.open();
    await widget.receive('Two.');
    await expect(announcements(widget).last()).toHaveText('Echo said: Two.');
    expect(await spoken(page)).toEqual([]);
  });

  test('are not read while the window is closed, or while the visitor dictates', async ({ page, visit, scriptTag }) => {
    await mockSynthesis(page);
    await mockRecognition(page);
    const widget = await openChat({ page, visit, scriptTag }, `${ON} data-dictation="true"`);
    await toggle(widget);
    await widget.button('Dictate').click();
    await expect(widget.button('Stop dictation')).toBeVisible();
    await widget.host.evaluate((host) => host.send('say One.'));
    await expect(widget.answers).toHaveCount(1);
    await expect(announcements(widget).last()).toHaveText('Echo said: One.');
    await widget.button('Close chat').click();
    await widget.host.evaluate((host) => host.send('say Two.'));
    await expect(widget.launcher).toHaveAccessibleName(/1 unread message/);
    expect(await spoken(page)).toEqual([]);
    await widget.open();
    await widget.receive('Three.');
    await expect.poll(() => spoken(page)).toEqual(['Three.']);
  });
});

for (const [code, message] of [
  ['language-unavailable', NO_VOICE],
  ['voice-unavailable', NO_VOICE],
  ['network', FAILED],
  ['not-allowed', FAILED],
  ['synthesis-unavailable', FAILED],
]) {
  test(`the error ${code} is shown once, as one sentence, and ends reading new answers until the next attempt`, async ({ page, visit, scriptTag }) => {
    await mockSynthesis(page);
    const widget = await openChat({ page, visit, scriptTag });
    await toggle(widget);
    await widget.receive('One. Two.');
    await expect.poll(() => spoken(page)).toEqual(['One.']);
    await report(page, 'error', { error: code });
    await expect(status(widget)).toHaveText(message);
    await expect(status(widget)).toHaveAttribute('role', 'status');
    await expect(read(widget)).toHaveCount(1);
    await widget.receive('Three.');
    await expect(announcements(widget).last()).toHaveText('Echo said: Three.');
    await expect(status(widget)).toHaveText('');
    expect(await spoken(page)).toEqual(['One.']);
    await read(widget).last().click();
    await finish(page);
    await widget.receive('Four.');
    await expect.poll(() => spoken(page)).toEqual(['One.', 'Three.', 'Four.']);
  });
}

test('a cancelled sentence ends reading silently, and one that cannot be spoken or does not start is an error', async ({ page, visit, scriptTag }) => {
  await mockSynthesis(page);
  await page.clock.install();
  const widget = await openChat({ page, visit, scriptTag });
  await widget.receive('One. Two.');
  await read(widget).click();
  await report(page, 'error', { error: 'canceled' });
  await expect(read(widget)).toBeVisible();
  await expect(status(widget)).toHaveCount(0);
  await read(widget).click();
  await expect(stop(widget)).toBeVisible();
  await page.clock.runFor(11_000);
  await expect(status(widget)).toHaveText(FAILED);
  await expect(read(widget)).toBeVisible();
  await read(widget).click();
  await expect(status(widget)).toHaveText('');
  await report(page, 'start');
  await page.clock.runFor(11_000);
  await expect(stop(widget)).toBeVisible();
  await stop(widget).click();
  await page.evaluate(() => {
    window.speechSynthesis.speak = () => {
      throw new Error('no');
    };
  });
  await read(widget).click();
  await expect(status(widget)).toHaveText(FAILED);
  await expect(read(widget)).toBeVisible();
});

test('without a voice for its language an answer is not read, and the visitor is told why', async ({ page, visit, scriptTag }) => {
  await mockSynthesis(page, ['en-US']);
  const widget = await openChat({ page, visit, scriptTag });
  await toggle(widget);
  await widget.receive('ሰላም።');
  await expect(status(widget)).toHaveText(NO_VOICE);
  await expect(announcements(widget).last()).toHaveText('Echo said: ሰላም።');
  await widget.receive('እናመሰግናለን።');
  await expect(status(widget)).toHaveText('');
  expect(await spoken(page)).toEqual([]);
  await read(widget).last().click();
  await expect(status(widget)).toHaveText(NO_VOICE);
  await expect(read(widget)).toHaveCount(2);
  await widget.receive('In plain English: ሰላም። Hello.');
  await expect.poll(() => spoken(page)).toEqual(['In plain English: ሰላም።']);
});

test('an answer without words is spoken if the visitor asks for it', async ({ page, visit, scriptTag }) => {
  await mockSynthesis(page);
  const widget = await openChat({ page, visit, scriptTag });
  await widget.receive('👍🎉');
  await read(widget).click();
  expect(await spoken(page)).toEqual(['👍🎉']);
});

test('each sentence is read with a voice for its script', async ({ page, visit, scriptTag }) => {
  await mockSynthesis(page, ['de_DE', 'ar-EG', 'en_US']);
  const widget = await receiveInLanguage({ page, visit, scriptTag }, 'de', 'Guten Tag. مرحبا بك.');
  await widget.button('Vorlesen').click();
  await finish(page);
  await finish(page);
  expect(await languages(page)).toEqual(['de-DE de_DE', 'ar-EG ar-EG']);
});

test('a list of voices that loads late is awaited, but not for long', async ({ page, visit, scriptTag }) => {
  await mockSynthesis(page, []);
  await page.clock.install();
  const widget = await openChat({ page, visit, scriptTag });
  await widget.receive('One.');
  await page.clock.pauseAt(await page.evaluate(() => Date.now() + 1_000));
  await read(widget).click();
  await expect(stop(widget)).toBeVisible();
  expect(await spoken(page)).toEqual([]);
  await stop(widget).click();
  await expect(read(widget)).toBeVisible();
  await page.clock.runFor(1_100);
  expect(await spoken(page)).toEqual([]);
  await read(widget).click();
  await page.clock.runFor(1_100);
  await expect.poll(() => languages(page)).toEqual(['en-US undefined']);
  await stop(widget).click();
  await read(widget).click();
  await page.evaluate(() => {
    window.voices = [{ lang: 'en-GB', name: 'en-GB', localService: true }];
    window.speechSynthesis.dispatchEvent(new Event('voiceschanged'));
  });
  await expect.poll(() => languages(page)).toEqual(['en-US undefined', 'en-GB en-GB']);
});

test('there is no button and no item without the option, or without speech synthesis', async ({ page, visit, scriptTag }) => {
  await mockSynthesis(page);
  const widget = await openChat({ page, visit, scriptTag }, '');
  await widget.receive('One.');
  const items = widget.host.getByRole('menuitem', { name: /aloud/ });
  const expectNothing = async () => {
    await expect(read(widget)).toHaveCount(0);
    await widget.button('More options').click();
    await expect(widget.host.getByRole('menuitem')).toHaveCount(3);
    await expect(items).toHaveCount(0);
    await page.keyboard.press('Escape');
    await expect(widget.host.getByRole('menuitem')).toHaveCount(0);
  };
  await expectNothing();
  await widget.host.evaluate((host) => (host.readAloud = true));
  await expect(read(widget)).toHaveCount(1);
  await widget.button('More options').click();
  await expect(items).toHaveCount(1);
  await page.keyboard.press('Escape');
  await widget.host.evaluate((host) => (host.readAloud = false));
  await expectNothing();
  await page.addInitScript(() => Object.defineProperty(window, 'speechSynthesis', { value: undefined }));
  await page.reload();
  await widget.open();
  const loaded = page.waitForResponse(/read-aloud-.*\.js/);
  await widget.host.evaluate((host) => (host.readAloud = true));
  await loaded;
  await widget.receive('Two.');
  await expectNothing();
});

test('the text is divided into sentences of a length that browsers speak to the end', () => {
  for (const [text, tag, expected] of [
    ['Hello there. Is it? Yes! (ok.) 42', 'en', ['Hello there.', 'Is it?', 'Yes!', '(ok.)', '42']],
    ['1. First\n---\n2. Second\n\n•', 'en', ['1. First', '2. Second']],
    ['وصل طلبك. هل تريد؟ نعم', 'ar', ['وصل طلبك.', 'هل تريد؟', 'نعم']],
    ['注文は届きました。ありがとう！', 'ja', ['注文は届きました。', 'ありがとう！']],
    ['ትዕዛዝዎ ደርሷል። እናመሰግናለን።', 'am', ['ትዕዛዝዎ ደርሷል።', 'እናመሰግናለን።']],
    ['\u0002\nsee \u0003', 'en', ['\u0002', 'see \u0003']],
    [`${'a'.repeat(150)}, ${'b'.repeat(100)}`, 'en', [`${'a'.repeat(150)},`, 'b'.repeat(100)]],
    ['長'.repeat(250), 'ja', ['長'.repeat(200), '長'.repeat(50)]],
    ['', 'en', []],
  ]) {
    expect(splitSentences(text, tag)).toEqual(expected);
  }
});

test('the language of a text is the first of the visitor’s languages with its script, or else the most common one', () => {
  for (const [text, tags, expected] of [
    ['Hello', ['ar', 'fr-FR', 'en'], 'fr-FR'],
    ['Hello', ['ar'], 'en'],
    ['123', ['sw'], 'sw'],
    ['مرحبا', ['en-US'], 'ar'],
    ['سلام', ['ur'], 'ur'],
    ['नमस्ते', ['en'], 'hi'],
    ['হ্যালো', ['en'], 'bn'],
    ['ሰላም', ['en'], 'am'],
    ['안녕 hello', ['en'], 'ko'],
    ['Python の使い方', ['en', 'ja-JP'], 'ja-JP'],
    ['世界', ['en'], 'zh'],
    ['世界', ['ja'], 'ja'],
    ['世界', ['zh-TW'], 'zh-TW'],
    ['Привет', ['uk'], 'uk'],
    ['Привет', ['de'], 'ru'],
    ['The word مرحبا means hello', ['ar', 'en'], 'en'],
    ['مرحبا', ['?', 'fa'], 'fa'],
  ]) {
    expect(languageOfText(text, tags), text).toBe(expected);
  }
});

test('the voice is local and of the same region, if possible', () => {
  const voice = (lang, more) => ({ lang, default: false, localService: true, ...more });
  for (const [voices, tag, expected] of [
    [[voice('fr-FR'), voice('en-GB'), voice('en_US')], 'en-US', 2],
    [[voice('en-US', { localService: false }), voice('en-AU')], 'en-US', 1],
    [[voice('en-AU'), voice('en-IN', { default: true })], 'en-ZA', 1],
    [[voice('zh_CN_#Hans')], 'zh', 0],
    [[voice('in_ID')], 'id', 0],
    [[voice('cmn-Hans-CN')], 'zh-CN', 0],
    [[voice('fr-FR'), voice('')], 'en', undefined],
    [[], 'en', undefined],
  ]) {
    expect(chooseVoice(voices, tag), tag).toBe(voices[expected]);
  }
});

for (const [name, language, colorScheme, viewport, text] of [
  ['light', 'en', 'light', { width: 1280, height: 800 }, 'Your order has arrived. Would you like to return it?'],
  ['dark', 'de', 'dark', { width: 1280, height: 800 }, 'Ihre Bestellung ist da. Möchten Sie sie zurückgeben?'],
  ['rtl', 'ar', 'light', { width: 320, height: 568 }, 'وصل طلبك. هل تريد إرجاعه؟'],
  ['narrow', 'en', 'light', { width: 320, height: 568 }, 'Your order has arrived. Would you like to return it?'],
]) {
  test(`reading aloud is accessible (${name})`, async ({ page, visit, scriptTag }) => {
    await mockSynthesis(page);
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
    await page.setViewportSize(viewport);
    const widget = await receiveInLanguage({ page, visit, scriptTag }, language, text);
    const part = (named) => widget.host.locator(`[part~="${named}"]`);
    await widget.log.locator('.row.bot').hover();
    const [copy, button] = await Promise.all(['copy', 'read-aloud'].map((one) => part(one).last().boundingBox()));
    expect([button.width, button.height]).toEqual([44, 44]);
    expect(Math.abs(copy.x - button.x)).toBeGreaterThanOrEqual(44);
    await part('read-aloud').click();
    await page.mouse.move(1, 1);
    // The button that stops is visible without a pointer on the message.
    await widget.host.locator('section.window textarea').focus();
    await expect(part('read-aloud')).toHaveCSS('opacity', '1');
    await expect(part('copy').last()).toHaveCSS('opacity', '0');
    await shot(page, `read-aloud-${name}`);
    await check(page);
    await report(page, 'error', { error: 'synthesis-failed' });
    await expect(part('read-aloud-status')).not.toBeEmpty();
    await shot(page, `read-aloud-error-${name}`);
    await check(page);
    await part('menu').click();
    await shot(page, `read-aloud-menu-${name}`);
    await check(page);
  });
}

test('the choice of one widget does not affect the conversation of another with the same chatbot', async ({ page, visit, chatbot, api }) => {
  await mockSynthesis(page);
  const attributes = `chatbot-id="${chatbot.id}" embed-key="${chatbot.key}" api-base-url="${api}" read-aloud`;
  await visit(`<ocs-chat id="one" position="left" ${attributes}></ocs-chat><ocs-chat id="two" ${attributes}></ocs-chat>
    <script async src="/embed.js"></script>`);
  const [one, two] = [new Widget(page, '#one'), new Widget(page, '#two')];
  await one.open();
  await two.open();
  await one.ask('to the left');
  await two.ask('to the right');
  for (const name of ['Read new answers aloud', 'Stop reading new answers aloud']) {
    await toggle(one, name);
    await page.reload();
    await expect(one.own).toHaveText(['to the left']);
    await expect(two.own).toHaveText(['to the right']);
  }
});
