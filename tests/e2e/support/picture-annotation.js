// Draws an annotated picture: an area of the widget, with a line from the name of each part to the part.

import { DEMO } from './annotated-pictures.js';
import { showState } from './screenshot-states.js';
import { Chatbot } from './server.js';

const LABEL_HEIGHT = 19;
const SIDE_WIDTH = 210;
const PADDING = 16;

/** Sets the `top` of labels: in the order of their points, close to them and without overlap. */
function placeLabels(labels, height) {
  // Lines to points at the same height do not cross if the nearest point has the first label.
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

/** Brings a page into the state of a picture, and returns the markup of the annotated picture. */
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
    // The line ends beside the part, unless the picture gives a point of it.
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
    placeLabels(list, height);
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
