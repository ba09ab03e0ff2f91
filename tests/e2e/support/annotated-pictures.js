// The annotated pictures of the documentation: areas of the widget, with a line from the name of each part to the part.

import { readFileSync } from 'node:fs';
import conversation from '../../../www/demo/conversation.json' with { type: 'json' };
import { STATES, showState } from './screenshot-states.js';
import { Chatbot } from './server.js';
import { expect } from './test.js';

/** The chatbot of the demo, which has answers worth showing. */
export const DEMO = { id: '11111111-1111-4111-8111-111111111111', embed_key: '01AbCdEfGhIjKlMnOpQrStUvWxYz0123' };
export const [HOURS, BRING, LEAFLET, EMBED, BOOK] = conversation.script.en;
const PHOTO = readFileSync(new URL('../../../www/demo/files/floor-plan.png', import.meta.url));

/** A window of this height. */
const tall = (height) => ({
  viewport: { width: 1280, height: height + 100 },
  wrap: (markup) => `<style>ocs-chat { --ocs-height: ${height}px }</style>${markup}`,
});

/** Opens the window and asks something. */
async function ask(view, question, answer) {
  await view.open();
  await view.answer(question, answer);
}

/** The middle of the lower edge: the line passes below what is beside the part. */
const BELOW = [0.5, 1];

/**
 * By the name of the picture: a state as in `screenshot-states.js`, and the parts that are named. A part may have custom properties, the
 * side on which its name is, and the point of its box that the line leads to, as fractions. By default it leads to the middle of the side,
 * on the left. `height` cuts the picture off below, and `from` above a part. `ownChatbot` uses the chatbot of the test in place of the demo's.
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
    ...tall(520),
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
    ...tall(400),
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
    ...tall(400),
    async show({ view }) {
      await ask(view, EMBED, 'Copy the snippet');
      await view.part('menu').click();
      await expect(view.part('menu-item').first()).toBeFocused();
    },
    height: 270,
    parts: { 'menu-items': { at: [0, 0.8] }, 'menu-item': { side: 'right' } },
  },
  'messages': {
    ...tall(520),
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
    ...tall(560),
    show: ({ view }) => ask(view, HOURS, 'six days'),
    from: 'bot-message',
    parts: { 'quick-replies': {}, 'quick-reply': { side: 'right', index: -1 } },
  },
  'waiting': {
    ...tall(400),
    async show({ view }) {
      await view.open();
      await view.say('never');
      await expect(view.part('progress-text')).toHaveText('Thinking…');
      await expect(view.part('state')).toHaveText('Sent');
    },
    from: 'own-message',
    height: 140,
    parts: { 'typing': { at: [0, 0.2] }, 'dots': { at: BELOW }, 'progress-text': { side: 'right' } },
  },
  'problems': {
    expected: [...STATES.failures.expected, /ERR_INTERNET_DISCONNECTED/],
    ...tall(560),
    async show({ view, page, chatbot }) {
      await view.open();
      await view.say(BOOK);
      await expect(view.log.locator('.row.bot.failed')).toBeVisible();
      await chatbot.fault({ on: 'message', kind: 'status', status: 403, times: 1 });
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
      'edit': { side: 'right', at: BELOW },
      'discard': { side: 'right' },
      'state': { index: -1, at: [0.2, 1.1] },
      'cancel': { side: 'right' },
    },
  },
  'files': {
    ...tall(640),
    async show({ view }) {
      await ask(view, LEAFLET, 'Here it is');
      await view.part('open-file').first().click();
      await expect(view.part('picture')).toBeVisible();
    },
    from: 'bot-message',
    parts: {
      'files': { at: [0, 0.02] },
      'file-name': { at: [0, 1] },
      'file': { side: 'right', at: [1, 0.1] },
      'file-size': { side: 'right', at: BELOW },
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
    ...tall(640),
    show: ({ view }) => ask(view, BRING, 'For a first visit'),
    from: 'bot-message',
    parts: {
      'citation': { side: 'right' },
      'sources': { at: [0, 0.5] },
      'cited-file': { at: [0, 1] },
      'link': { at: [0, 1], index: -1 },
      'citation-back': { side: 'right' },
    },
  },
  'composer': {
    attributes: 'data-allow-attachments="true"',
    ...tall(420),
    async show({ view }) {
      await view.open();
      await view.attach({ name: 'photo.png', type: 'image/png', body: PHOTO }, { name: 'program.exe', type: 'application/x-msdownload' });
      await expect(view.picked).toHaveCount(2);
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
    ...tall(400),
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
    ...tall(460),
    parts: {
      'consent': { at: [0, 0.03] },
      'consent-text': { side: 'right' },
      'consent-agree': { side: 'right' },
      'consent-decline': {},
    },
  },
};

/** Parts that no picture names, and why. */
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

const LABEL_HEIGHT = 19;
const SIDE_WIDTH = 210;
const PADDING = 16;

/** Heights of labels, in the order of the points that they name, close to these and without overlap. */
function spread(labels, height) {
  // Lines to points at one height do not cross if the nearest point has the first label.
  labels.sort((one, other) => (Math.abs(one.y - other.y) > 2 ? one.y - other.y : one.distance - other.distance));
  let bottom = 0;
  for (const label of labels) {
    label.top = Math.max(bottom, label.y - LABEL_HEIGHT / 2);
    bottom = label.top + label.lines * LABEL_HEIGHT + 5;
  }
  const overflow = bottom - height;
  for (let index = labels.length - 1, limit = height; overflow > 0 && index >= 0; index -= 1) {
    const label = labels[index];
    label.top = Math.min(label.top, limit - label.lines * LABEL_HEIGHT - 5);
    limit = label.top;
  }
}

/** The area of the page that a picture shows. */
async function areaOf({ element, clip, height, from }, view) {
  if (clip) return clip;
  const box = await (element?.(view) ?? view.window).boundingBox();
  const inner = from && (await view.part(from).boundingBox());
  const top = inner ? Math.max(box.y, inner.y - 10) : box.y;
  return { x: box.x, y: top, width: box.width, height: Math.min(height ?? Infinity, box.y + box.height - top) };
}

/** Leads a page to the state of a picture, and returns the markup of the annotated picture. */
export async function annotate(picture, fixtures) {
  const { page, api } = fixtures;
  const scriptTag = (attributes = '') => `<script async src="/embed.js" data-chatbot-id="${DEMO.id}" data-embed-key="${DEMO.embed_key}"
    data-api-base-url="${api}" ${attributes}></script>`;
  const demo = picture.ownChatbot ? {} : { scriptTag, chatbot: new Chatbot(api, DEMO) };
  const { view } = await showState(picture, { ...fixtures, ...demo });
  const area = await areaOf(picture, view);
  const labels = { left: [], right: [] };
  for (const [name, { properties = [], side = 'left', at, index = 0 }] of Object.entries(picture.parts)) {
    const visible = view.part(name).filter({ visible: true });
    const box = await visible.nth(index).boundingBox();
    // Beside the part, unless a point of it is given.
    const [across, down] = at ?? [side === 'left' ? 0 : 1, 0.5];
    const gap = at ? 0 : side === 'left' ? -5 : 5;
    const [x, y] = [box.x - area.x + box.width * across + gap, box.y - area.y + box.height * down];
    labels[side].push({ name, properties, x, y, distance: side === 'left' ? x : -x, lines: 1 + properties.length });
  }
  const screenshot = await page.screenshot({ clip: area, animations: 'disabled' });
  const needed = Math.max(...[labels.left, labels.right].map((list) => list.reduce((sum, { lines }) => sum + lines * LABEL_HEIGHT + 5, 0)));
  const height = Math.max(area.height, needed);
  const offset = (height - area.height) / 2;
  for (const list of Object.values(labels)) {
    for (const label of list) label.y += offset;
    spread(list, height);
  }
  const toMarkup =
    (side) =>
    ({ name, properties, x, y, top }) => {
      const [edge, anchor] = side === 'left' ? [SIDE_WIDTH - 8, 'end'] : [SIDE_WIDTH + area.width + 8, 'start'];
      const frame = side === 'left' ? SIDE_WIDTH : SIDE_WIDTH + area.width;
      const middle = top + LABEL_HEIGHT / 2;
      const text = (content, line, color) =>
        `<text x="${side === 'left' ? edge - 5 : edge + 5}" y="${top + LABEL_HEIGHT * (line + 0.74)}" text-anchor="${anchor}" fill="${color}">${content}</text>`;
      const line = `M${edge} ${middle}H${frame}L${SIDE_WIDTH + x} ${y}`;
      return `<path d="${line}" stroke="#fff" stroke-width="4" opacity=".8"/><path d="${line}" stroke="#b91c5c"/>
      <circle cx="${SIDE_WIDTH + x}" cy="${y}" r="3.5" fill="#b91c5c" stroke="#fff"/>
      ${text(name, 0, '#1c2024')}${properties.map((property, index) => text(property, index + 1, '#0b6e4f')).join('')}`;
    };
  const [width, total] = [SIDE_WIDTH * 2 + area.width, height];
  return `<style>body { margin: 0; background: #fff } svg { display: block; font: 500 13px SFMono-Regular; fill: none }</style>
    <svg id="picture" width="${width + 2 * PADDING}" height="${total + 2 * PADDING}" viewBox="${-PADDING} ${-PADDING} ${width + 2 * PADDING} ${total + 2 * PADDING}">
      <rect x="${SIDE_WIDTH - 0.5}" y="${offset - 0.5}" width="${area.width + 1}" height="${area.height + 1}" stroke="#dfe2e7"/>
      <image x="${SIDE_WIDTH}" y="${offset}" width="${area.width}" height="${area.height}" href="data:image/png;base64,${screenshot.toString('base64')}"/>
      ${labels.left.map(toMarkup('left')).join('')}${labels.right.map(toMarkup('right')).join('')}
    </svg>`;
}
