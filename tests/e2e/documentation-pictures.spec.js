// The pictures of the documentation, in docs/pictures/: the one of the introduction, and the annotated ones of docs/theming.md.
// `cargo xtask pictures` updates those that differ.

import { readFile, readdir } from 'node:fs/promises';
import styling from '../../www/package/styling.json' with { type: 'json' };
import { BOOK, DEMO, HOURS, LEAFLET, NOT_PICTURED, PICTURES } from './support/annotated-pictures.js';
import { annotate } from './support/picture-annotation.js';
import { installedFonts, test } from './support/screenshot-fixtures.js';
import { Widget, expect } from './support/test.js';

/** As for the reference screenshots, at twice the resolution. */
const TOLERANCE = { threshold: 0.2, maxDiffPixelRatio: 0.001, scale: 'device' };

for (const [name, picture] of Object.entries(PICTURES)) {
  test.describe(name, () => {
    test.use({ deviceScaleFactor: 2, fields: { think_ms: 100, ...picture.fields } });

    test('the annotated picture is up to date', async ({ page, api, visit, scriptTag, chatbot, expectedConsoleMessages }) => {
      const markup = await annotate(picture, { page, api, visit, scriptTag, chatbot, expectedConsoleMessages });
      await page.context().setOffline(false);
      await page.setViewportSize({ width: 1280, height: 900 });
      await visit(markup);
      await expect(page.locator('#picture')).toHaveScreenshot(`${name}.png`, TOLERANCE);
    });
  });
}

test.describe('widget', () => {
  test.use({ deviceScaleFactor: 2, viewport: { width: 1120, height: 640 } });

  test('the picture of the introduction shows a site with the widget', async ({ page, visit, api }) => {
    const html = await readFile(`${process.env.BUNDLE}/site.html`, 'utf8');
    const [, content] = html.match(/<body>(.*)<\/body>/s);
    await visit(`<link rel="stylesheet" href="/site.css"><style>:root { --font: Reference }</style>
      <script async src="/embed.js"></script>${content}
      <ocs-chat chatbot-id="${DEMO.id}" embed-key="${DEMO.embed_key}" api-base-url="${api}" header-text="Tamarind Clinic" allow-attachments quick-replies
        style="--ocs-accent: #0f766e; --ocs-on-accent: #fff; --starter-question-border-color: #0f766e; --starter-question-text-color: #0f766e; --ocs-height: 560px"></ocs-chat>`);
    const widget = new Widget(page);
    await widget.open();
    for (const [message, answer] of [
      [LEAFLET, 'Here it is'],
      [HOURS, 'six days'],
    ]) {
      await widget.ask(message, answer);
    }
    await expect(widget.button(BOOK)).toBeVisible();
    await page.mouse.move(1, 1);
    expect(await installedFonts(page)).toEqual([]);
    await expect(page).toHaveScreenshot('widget.png', TOLERANCE);
  });
});

test('each part is in a picture, or there is a reason why not', () => {
  const pictured = Object.values(PICTURES).flatMap(({ parts }) => Object.keys(parts));
  const named = new Set([...pictured, ...Object.keys(NOT_PICTURED)]);
  expect([...named].sort()).toEqual(Object.keys(styling.parts).sort());
  expect(Object.keys(NOT_PICTURED).filter((part) => pictured.includes(part))).toEqual([]);
});

test('each custom property is in a picture', () => {
  const pictured = Object.values(PICTURES).flatMap(({ parts }) => Object.values(parts).flatMap(({ properties = [] }) => properties));
  expect([...new Set(pictured)].sort()).toEqual(Object.keys(styling.customProperties).sort());
});

for (const colorScheme of ['light', 'dark']) {
  test(`the documented defaults of custom properties match the widget in the ${colorScheme} theme`, async ({ page, visit, scriptTag }) => {
    await page.emulateMedia({ colorScheme });
    // Without the font of the pictures.
    await visit(`<style>ocs-chat { --ocs-font: initial }</style>${scriptTag()}`);
    const widget = new Widget(page);
    const styleOf = (element, ...names) => element.evaluate((node, wanted) => wanted.map((name) => getComputedStyle(node)[name]), names);
    const [accent, onAccent] = await styleOf(widget.launcher, 'backgroundColor', 'color');
    await widget.open();
    const [surface, text, radius, font, width, height] = await styleOf(
      widget.window,
      ...['backgroundColor', 'color', 'borderTopLeftRadius', 'fontFamily', 'width', 'height'],
    );
    const toColor = (value) =>
      page.evaluate((css) => {
        const probe = document.body.appendChild(document.createElement('i'));
        probe.style.color = css;
        const { color } = getComputedStyle(probe);
        probe.remove();
        return color;
      }, value);
    const found = { accent, 'on-accent': onAccent, surface, text, radius, font: font.split(',')[0], width, height };
    for (const [name, value] of Object.entries(found)) {
      const { syntax, default: light, darkDefault = light } = styling.customProperties[`--ocs-${name}`];
      const documented = colorScheme === 'dark' ? darkDefault : light;
      expect([name, syntax === '<color>' ? await toColor(documented) : documented]).toEqual([name, value]);
    }
  });
}

test('the page about theming shows each picture', async () => {
  const names = Object.keys(PICTURES);
  const page = await readFile('../../docs/theming.md', 'utf8');
  const shown = [...page.matchAll(/\]\(pictures\/([a-z-]+)\.png\)/g)].map(([, name]) => name);
  expect(shown.sort()).toEqual([...names].sort());
  expect((await readdir('../../docs/pictures')).sort()).toEqual([...names, 'widget'].map((name) => `${name}.png`).sort());
});
