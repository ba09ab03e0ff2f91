// Fixtures that make reference screenshots reproducible: fixed fonts, a fixed time of day, and a fixed way to draw text.

import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { test as base } from './test.js';

const { resolve } = createRequire(import.meta.url);
const font = (path) => readFileSync(resolve(`@fontsource-variable/${path}-wght-normal.woff2`));

/** The font faces of the pages, by path. Code uses the first font of its list that exists, which is `SFMono-Regular`. */
const FACES = {
  '/sans.woff2': { family: 'Reference', file: font('noto-sans/files/noto-sans-latin') },
  '/arabic.woff2': { family: 'Reference', file: font('noto-sans-arabic/files/noto-sans-arabic-arabic'), range: 'U+600-6FF, U+200C-200F' },
  '/mono.woff2': { family: 'SFMono-Regular', file: font('noto-sans-mono/files/noto-sans-mono-latin') },
};

const STYLES = Object.entries(FACES)
  .map(([path, { family, range }]) => {
    const limit = range ? `; unicode-range: ${range}` : '';
    return `@font-face { font-family: '${family}'; src: url('${path}'); font-weight: 100 900${limit} }`;
  })
  .concat('ocs-chat { --ocs-font: Reference }')
  .join('\n');

/** Turn off hinting, which only the headless shell supports, and subpixel antialiasing. */
const TEXT_SWITCHES = ['--font-render-hinting=none', '--disable-lcd-text'];

/** A time zone in which it is about noon, so that no message is from yesterday. */
function zoneWithNoon() {
  const hours = 12 - new Date().getUTCHours();
  // The sign is that of POSIX: hours behind Greenwich.
  return hours ? `Etc/GMT${hours > 0 ? '-' : '+'}${Math.abs(hours)}` : 'Etc/GMT';
}

/** Formats every time as the same one, because messages have the server's times. Runs in the page. */
function formatAllTimesAlike() {
  const { get } = Object.getOwnPropertyDescriptor(Intl.DateTimeFormat.prototype, 'format');
  const time = new Date(2026, 10, 27, 10, 30);
  Object.defineProperty(Intl.DateTimeFormat.prototype, 'format', {
    configurable: true,
    get() {
      const format = get.call(this);
      return () => format(time);
    },
  });
}

export const test = base.extend({
  launchOptions: [async ({ launchOptions }, use) => use({ ...launchOptions, args: [...launchOptions.args, ...TEXT_SWITCHES] }), { scope: 'worker' }],
  timezoneId: zoneWithNoon(),

  /** Opens a page with this markup in its body, and waits for its fonts. */
  visit: async ({ visit, site, page }, use) => {
    for (const [path, { file }] of Object.entries(FACES)) site.put(path, file, { 'content-type': 'font/woff2' });
    await page.addInitScript(formatAllTimesAlike);
    await use(async (body) => {
      await visit(body, { head: `<style>${STYLES}</style>`, policy: null });
      await page.evaluate(() => Promise.all([...document.fonts].map((face) => face.load())));
    });
  },
});

/** Names of the installed fonts that the page uses. Other machines may not have them. */
export async function installedFonts(page) {
  const session = await page.context().newCDPSession(page);
  await session.send('DOM.enable');
  await session.send('CSS.enable');
  const { root } = await session.send('DOM.getDocument', { depth: -1, pierce: true });
  const names = new Set();
  const nodes = [root];
  for (const { nodeId, nodeType, children = [], shadowRoots = [] } of nodes) {
    nodes.push(...children, ...shadowRoots);
    if (nodeType !== 1) continue;
    const { fonts } = await session.send('CSS.getPlatformFontsForNode', { nodeId });
    for (const { familyName, isCustomFont } of fonts) if (!isCustomFont) names.add(familyName);
  }
  await session.detach();
  return [...names];
}
