// The annotated pictures of the documentation: the state that each one shows, and the parts that it labels.

import { readFileSync } from 'node:fs';
import conversation from '../../../www/demo/chat-api/conversation.json' with { type: 'json' };
import { STATES } from './screenshot-states.js';
import { expect } from './test.js';

/** The chatbot of the demo, which has answers worth showing. */
export const DEMO = { id: '11111111-1111-4111-8111-111111111111', embed_key: '01AbCdEfGhIjKlMnOpQrStUvWxYz0123' };
export const [HOURS, BRING, LEAFLET, EMBED, BOOK] = conversation.script.en;
const PHOTO = readFileSync(new URL('../../../www/demo/files/floor-plan.png', import.meta.url));

/** A page with a window of this height. */
const withWindowHeight = (height) => ({
  viewport: { width: 1280, height: height + 100 },
  wrap: (markup) => `<style>ocs-chat { --ocs-height: ${height}px }</style>${markup}`,
});

/** Opens the window, asks a question and waits for the answer. */
async function ask(view, question, answer) {
  await view.open();
  await view.answer(question, answer);
}

/** The line passes below the elements beside the part. */
const BOTTOM_CENTER = [0.5, 1];

/**
 * The pictures by name. Each is a state as in `screenshot-states.js`, with the parts to label. A part may have custom properties to list,
 * the side of its label, and the point of its box to which the line leads, as fractions. By default the label is on the left, and the line
 * leads to the middle of that side. `height` crops the bottom of the picture, and `from` everything above a part. `ownChatbot` uses the
 * chatbot of the test instead of the demo's.
 */
export const PICTURES = {
  'launcher': {
    ...STATES.teaser,
    clip: { x: 940, y: 650, width: 340, height: 150 },
    parts: {
      'teaser': { at: [0, 0.25] },
      'teaser-text': { at: [0.03, 0.7] },
      'teaser-hide': { side: 'right' },
      'launcher': { properties: ['--ocs-accent'] },
      'launcher-text': { properties: ['--ocs-on-accent'], side: 'right' },
    },
  },
  'badge': { ...STATES.unread, clip: { x: 1080, y: 710, width: 200, height: 90 }, parts: { 'badge': {} } },
  'window': {
    attributes: STATES.welcome.attributes,
    ...withWindowHeight(520),
    show: STATES.welcome.show,
    parts: {
      'window': { properties: ['--ocs-surface', '--ocs-radius', '--ocs-width', '--ocs-height'], side: 'right', at: [1, 0.62] },
      'header': { at: [0, 0.9] },
      'title': { properties: ['--ocs-font'] },
      'transcript': { at: [0, 0.7] },
      'welcome-message': {},
      'text': { properties: ['--ocs-text', '--ocs-density'], side: 'right' },
      'starter-questions': {},
      'starter-question': { side: 'right' },
      'composer': { at: [0, 0.02] },
      'attach': {},
      'line': { at: [0, 1] },
      'field': { side: 'right', at: [0.93, 0.1] },
      'send': { properties: ['--ocs-accent', '--ocs-on-accent'], side: 'right' },
    },
  },
  'header': {
    attributes: 'data-banner-message="We are closed today."',
    ...withWindowHeight(400),
    show: ({ view }) => ask(view, EMBED, 'Copy the snippet'),
    height: 170,
    parts: {
      'header': { at: [0, 0.9] },
      'title': {},
      'icon': { side: 'right', at: [1, 0.2], index: 3 },
      'new-chat': { side: 'right', at: [0.5, 0.95] },
      'menu': { side: 'right', at: [0.5, 0.95] },
      'full-screen': { side: 'right', at: [0.5, 0.95] },
      'close': { side: 'right', at: [0.5, 0.95] },
      'banner': { at: [0, 0.5] },
    },
  },
  'menu': {
    attributes: 'data-sound="true"',
    ...withWindowHeight(400),
    async show({ view }) {
      await ask(view, EMBED, 'Copy the snippet');
      await view.part('menu').click();
      await expect(view.part('menu-item').first()).toBeFocused();
    },
    height: 270,
    parts: { 'menu-items': { at: [0, 0.8] }, 'menu-item': { side: 'right' } },
  },
  'messages': {
    ...withWindowHeight(520),
    show: ({ view }) => ask(view, EMBED, 'Copy the snippet'),
    parts: {
      'row': { at: [0, 0.1] },
      'own-message': { properties: ['--ocs-accent', '--ocs-on-accent'], side: 'right' },
      'time': { at: [0, 0.5] },
      'state': { side: 'right' },
      'status': { at: [0, 1] },
      'message': { at: [0, 0.9], index: -1 },
      'bot-message': { at: [0, 0.15] },
      'text': { index: -1, at: [0, 0.12] },
      'code-block': {},
      'copy-code': { side: 'right' },
    },
  },
  'choices': {
    attributes: 'data-quick-replies="true"',
    ...withWindowHeight(560),
    show: ({ view }) => ask(view, HOURS, 'six days'),
    from: 'bot-message',
    parts: { 'quick-replies': {}, 'quick-reply': { side: 'right', index: -1 } },
  },
  'waiting': {
    ...withWindowHeight(400),
    async show({ view }) {
      await view.open();
      await view.say('never');
      await expect(view.part('progress-text')).toHaveText('Thinking…');
      await expect(view.part('state')).toHaveText('Sent');
    },
    from: 'own-message',
    height: 140,
    parts: { 'typing': { at: [0, 0.2] }, 'dots': { at: BOTTOM_CENTER }, 'progress-text': { side: 'right' } },
  },
  'problems': {
    expected: [...STATES.failures.expected, /ERR_INTERNET_DISCONNECTED/],
    ...withWindowHeight(560),
    async show({ view, page, chatbot }) {
      await view.open();
      await view.say(BOOK);
      await expect(view.log.locator('.row.bot.failed')).toBeVisible();
      await chatbot.injectFault({ on: 'message', kind: 'status', status: 403, times: 1 });
      await view.say(HOURS);
      await expect(view.failed).toBeVisible();
      await page.context().setOffline(true);
      await expect(view.part('trouble')).toBeVisible();
      await view.say(BRING);
      await expect(view.part('state').last()).toHaveText('Waiting');
    },
    parts: {
      'trouble': {},
      'retry': { index: 0 },
      'failure': {},
      'edit': { side: 'right', at: BOTTOM_CENTER },
      'discard': { side: 'right' },
      'state': { index: -1, at: [0.2, 1.1] },
      'cancel': { side: 'right' },
    },
  },
  'files': {
    ...withWindowHeight(640),
    async show({ view }) {
      await ask(view, LEAFLET, 'Here it is');
      await view.part('open-file').first().click();
      await expect(view.part('picture')).toBeVisible();
    },
    from: 'bot-message',
    parts: {
      'files': { at: [0, 0.02] },
      'file-name': { at: [0, 0] },
      'file': { side: 'right', at: [1, 0.1] },
      'file-size': { at: [0, 1] },
      'download-file': { side: 'right' },
      'picture': {},
    },
  },
  'picture-dialog': {
    async show({ view }) {
      await ask(view, LEAFLET, 'Here it is');
      await view.part('open-file').first().click();
      await view.part('picture').click();
      await expect(view.part('picture-close')).toBeFocused();
    },
    element: (view) => view.part('picture-dialog'),
    parts: { 'picture-dialog': { at: [0, 0.6] }, 'picture-download': {}, 'picture-close': { side: 'right' } },
  },
  'sources': {
    ...withWindowHeight(640),
    show: ({ view }) => ask(view, BRING, 'For a first visit'),
    from: 'bot-message',
    parts: {
      'citation': { side: 'right' },
      'sources': { at: [0, 0.5] },
      'cited-file': { at: [0, 1] },
      'link': { at: [0, 1], index: -1, properties: ['--ocs-link'] },
      'citation-back': { side: 'right' },
    },
  },
  'composer': {
    attributes: 'data-allow-attachments="true"',
    ...withWindowHeight(420),
    async show({ view }) {
      await view.open();
      await view.attach({ name: 'photo.png', type: 'image/png', body: PHOTO }, { name: 'program.exe', type: 'application/x-msdownload' });
      await expect(view.selectedFiles).toHaveCount(2);
      await expect(view.part('preview')).toBeVisible();
      await view.say('Here they are');
      await expect(view.part('objection')).toBeVisible();
    },
    from: 'composer',
    parts: {
      'composer': { at: [0, 0.02] },
      'objection': {},
      'picked-files': { at: [0, 0.85] },
      'preview': {},
      'remove-file': { side: 'right', index: 0 },
      'attach': {},
      'line': { at: [0, 1] },
      'field': { side: 'right', at: [0.93, 0.1] },
      'send': { side: 'right' },
    },
  },
  'dialog': {
    ...withWindowHeight(400),
    async show({ view }) {
      await ask(view, EMBED, 'Copy the snippet');
      await view.part('new-chat').click();
      await expect(view.part('dialog-cancel')).toBeFocused();
    },
    parts: {
      'overlay': { at: [0, 0.9] },
      'dialog': { at: [0, 0.5] },
      'dialog-title': {},
      'dialog-text': { side: 'right' },
      'dialog-buttons': { at: [0, 1] },
      'dialog-cancel': {},
      'dialog-confirm': { side: 'right' },
    },
  },
  'consent': {
    ownChatbot: true,
    ...STATES.consent,
    ...withWindowHeight(460),
    parts: {
      'consent': { at: [0, 0.03] },
      'consent-text': { side: 'right' },
      'consent-agree': { side: 'right' },
      'consent-decline': {},
    },
  },
};

/** Parts that no picture labels, and why. */
export const NOT_PICTURED = {
  'frame': 'looks like the window',
  'greeting': 'a line of text',
  'day': 'a line of text, between messages of two days',
  'notice': 'a line of text',
  'newest': 'only while the transcript is scrolled up',
  'stop-waiting': 'only after a long time',
  'copy': 'not in every state of a message',
  'read-aloud': 'not in every browser',
  'dictate': 'not in every browser',
  'dictation-status': 'not in every browser',
  'read-aloud-status': 'not in every browser',
  'open-file': 'looks like `download-file`',
  'player': 'differs between browsers',
  'progress': 'only during a transfer',
  'drop': 'only while files are dragged',
  'show-picture': 'a button in the text of an answer',
  'picture-failed': 'a line of text',
  'restart': 'only in kiosk mode',
};
