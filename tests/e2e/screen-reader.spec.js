// A whole conversation with a screen reader and a keyboard, and the features that a page can turn on, in three languages. The expected
// readings are in `screen-reader/`.

import { readFile } from 'node:fs/promises';
import { holdRequests } from './support/held-requests.js';
import { textsOf } from './support/language-files.js';
import { ScreenReader } from './support/screen-reader.js';
import { mockRecognition, mockSynthesis } from './support/speech.js';
import { FAILED_REQUEST, Widget, expect, test } from './support/test.js';

/** How long announcements stay in the window. */
const ANNOUNCEMENT_MS = 7_000;

/** A message and its answer, with text, a link, a list, a table and a source. */
const answerOf = ({ text, link, items, head, cells, source }) => `${text} [${link}](https://example.org/orders).

- ${items[0]} [^1]
- ${items[1]}

| ${head.join(' | ')} |
|---|---|
| ${cells.join(' | ')} |

[^1]: [${source}](https://example.org/tracking)`;

const LANGUAGES = {
  en: {
    title: 'Help',
    welcome: 'How can we help?',
    question: 'Where is my order?',
    answer: {
      text: 'Your order is **on its way**. See',
      link: 'your orders',
      items: ['It left on Monday', 'It arrives on Friday'],
      head: ['Parcel', 'Weight'],
      cells: ['Books', '2 kg'],
      source: 'tracking',
    },
    another: 'Thank you',
    announced: { answer: 'Help said: Your order', failure: 'Failed:', other: 'Help said: Thank you' },
    offers: { text: 'When can you come?', picture: 'The clinic', choices: ['Today', 'Tomorrow'], announced: 'Help said: When' },
  },
  ar: {
    title: 'المساعدة',
    welcome: 'كيف يمكننا مساعدتك؟',
    question: 'أين طلبي؟',
    answer: {
      text: 'طلبك **في الطريق**. انظر',
      link: 'طلباتك',
      items: ['غادر يوم الإثنين', 'يصل يوم الجمعة'],
      head: ['الطرد', 'الوزن'],
      cells: ['كتب', '2 كغ'],
      source: 'التتبع',
    },
    another: 'شكرًا',
    announced: { answer: 'رسالة من المساعدة: طلبك', failure: 'فشل:', other: 'رسالة من المساعدة: شكرًا' },
    offers: { text: 'متى يمكنك الحضور؟', picture: 'العيادة', choices: ['اليوم', 'غدًا'], announced: 'رسالة من المساعدة: متى' },
  },
  hi: {
    title: 'सहायता',
    welcome: 'हम कैसे मदद करें?',
    question: 'मेरा ऑर्डर कहाँ है?',
    answer: {
      text: 'आपका ऑर्डर **रास्ते में** है। देखें',
      link: 'आपके ऑर्डर',
      items: ['सोमवार को निकला', 'शुक्रवार को पहुँचेगा'],
      head: ['पार्सल', 'वज़न'],
      cells: ['किताबें', '2 किग्रा'],
      source: 'ट्रैकिंग',
    },
    another: 'धन्यवाद',
    announced: { answer: 'सहायता ने लिखा: आपका', failure: 'विफल:', other: 'सहायता ने लिखा: धन्यवाद' },
    offers: { text: 'आप कब आ सकते हैं?', picture: 'क्लिनिक', choices: ['आज', 'कल'], announced: 'सहायता ने लिखा: आप कब' },
  },
};

for (const [language, { title, welcome, question, answer, another, announced }] of Object.entries(LANGUAGES)) {
  test(`a conversation is read as expected in ${language}`, async ({ page, visit, scriptTag, chatbot, expectedConsoleMessages }) => {
    expectedConsoleMessages.push(FAILED_REQUEST, /^ocs-chat: /);
    await page.clock.install();
    const release = await holdRequests(page, '**/*.wasm');
    await visit(
      scriptTag(`data-language="${language}" data-header-text="${title}" data-welcome-messages='["${welcome}"]' data-starter-questions='["${question}"]'`),
    );
    const widget = new Widget(page);
    const part = (name) => widget.host.locator(`[part~="${name}"]`);
    const [launcher, field] = [part('launcher'), widget.window.locator('textarea')];
    await expect(launcher).toBeVisible();
    const reader = await ScreenReader.start(widget);

    reader.heading('The page');
    await reader.read();
    // The texts of the language load when the launcher has the focus.
    const texts = textsOf(language);
    await reader.press('Tab', launcher, texts['launcher.open']);

    reader.heading('The window');
    await page.keyboard.press('Enter');
    await reader.waitForAnnouncement(texts['launcher.loading']);
    release();
    await reader.waitForFocus(field);
    await expect(part('starter-question')).toBeVisible();
    expect(await widget.window.evaluate((window) => window.closest('[lang]').lang.split('-')[0])).toBe(language);
    await reader.read();

    reader.heading('A message and its answer');
    await field.fill(`say ${answerOf(answer)}`);
    await page.keyboard.press('Enter');
    await reader.waitForAnnouncement(announced.answer);
    await expect(part('sources')).toBeVisible();
    await page.clock.runFor(ANNOUNCEMENT_MS);
    await reader.read();

    reader.heading('A message that fails');
    await chatbot.injectFault({ on: 'message', kind: 'status', status: 403, times: 1 });
    await field.fill(`say ${another}`);
    await page.keyboard.press('Enter');
    await reader.waitForAnnouncement(announced.failure);
    await expect(part('retry')).toBeVisible();
    await page.clock.runFor(ANNOUNCEMENT_MS);
    await reader.read();

    reader.heading('Trying again');
    await page.keyboard.press('Shift+Tab');
    await page.keyboard.press('Shift+Tab');
    await reader.press('Shift+Tab', part('retry'));
    await reader.press('Enter', field);
    await reader.waitForAnnouncement(announced.other);
    await expect(part('typing')).toBeHidden();
    await page.clock.runFor(ANNOUNCEMENT_MS);
    await reader.read();

    reader.heading('The order of the focus');
    await part('new-chat').focus();
    await reader.tabTo(part('send'));

    reader.heading('The menu');
    await part('menu').focus();
    await reader.press('Enter', part('menu-item').first());
    await reader.read();
    await reader.press('ArrowDown', part('menu-item').nth(1));
    await reader.press('Escape', part('menu'));

    reader.heading('Closing');
    await reader.press('Escape', launcher);
    await reader.read();

    expect(reader.log).toBe(await readFile(new URL(`screen-reader/${language}.txt`, import.meta.url), 'utf8'));
  });
}

for (const [language, { title, offers }] of Object.entries(LANGUAGES)) {
  test(`the features that a page can turn on are read as expected in ${language}`, async ({ page, visit, scriptTag }) => {
    await mockRecognition(page);
    await mockSynthesis(page, ['en-US', 'ar-EG', 'hi-IN']);
    await page.route('https://media.example/**', (route) => route.fulfill({ contentType: 'image/svg+xml', body: '<svg xmlns="http://www.w3.org/2000/svg"/>' }));
    await page.clock.install();
    const features = 'data-quick-replies data-dictation data-read-aloud data-formulas data-images="media.example"';
    await visit(scriptTag(`data-language="${language}" data-header-text="${title}" ${features}`), { policy: null });
    const widget = new Widget(page);
    const part = (name) => widget.host.locator(`[part~="${name}"]`);
    const field = widget.window.locator('textarea');
    await part('launcher').click();
    await expect(part('dictate')).toBeVisible();
    const reader = await ScreenReader.start(widget);

    reader.heading('The window');
    await reader.waitForFocus(field);
    await reader.read();

    reader.heading('An answer with choices, a picture and a formula');
    await field.fill(
      `say ${offers.text}\n\n![${offers.picture}](https://media.example/clinic.svg)\n\n$x^2$\n\n[${offers.choices[0]}](reply:) [${offers.choices[1]}](reply:)`,
    );
    await page.keyboard.press('Enter');
    await reader.waitForAnnouncement(offers.announced);
    await expect(part('quick-reply')).toHaveCount(2);
    await expect(widget.log.locator('math')).toHaveCount(1);
    await expect(part('picture')).toBeVisible();
    await page.clock.runFor(ANNOUNCEMENT_MS);
    await reader.read();

    reader.heading('The choices');
    await part('quick-reply').first().focus();
    await reader.press('ArrowDown', part('quick-reply').nth(1));

    reader.heading('Reading aloud');
    await part('read-aloud').first().focus();
    await page.keyboard.press('Enter');
    await reader.read();
    await page.keyboard.press('Enter');

    reader.heading('Dictation');
    await part('dictate').focus();
    await page.keyboard.press('Enter');
    await reader.waitForAnnouncement('');
    await reader.read();
    await page.evaluate(() => window.recognitions.at(-1).report('error', { error: 'not-allowed' }));
    await reader.waitForAnnouncement('');
    await reader.read();

    reader.heading('The end of the opening hours');
    // A schedule with nothing in the future.
    await widget.host.evaluate((host) => (host.hours = '2000-01-01 08:00-09:00 UTC'));
    await expect(field).toBeDisabled();
    await reader.waitForAnnouncement('');
    await reader.read();

    expect(reader.log).toBe(await readFile(new URL(`screen-reader/${language}-features.txt`, import.meta.url), 'utf8'));
  });
}
