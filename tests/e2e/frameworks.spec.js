// Frameworks that replace the page without a navigation (Turbo, htmx), with the script element in the head of each page.

import { readFile } from 'node:fs/promises';
import { Widget, expect, html, test } from './support/test.js';

/** Reads a script from `node_modules`. */
const readScript = (path) => readFile(new URL(`node_modules/${path}`, import.meta.url), 'utf8');

/** Serves pages under `/<name>/1` and so on, each with a link to the next. */
async function putPages(site, name, line, framework, head = '') {
  site.put(`/${name}.js`, await readScript(framework), { 'content-type': 'text/javascript' });
  // One more than the tests visit, because the frameworks prefetch links.
  for (const number of [1, 2, 3, 4]) {
    const body = `<main><h1>Page ${number}</h1><a hx-boost="true" href="/${name}/${number + 1}">Next</a></main>`;
    site.put(`/${name}/${number}`, html(body, `${head}<script src="/${name}.js"></script>${line}`));
  }
}

/** Navigates before and during a conversation, and returns the widget. */
async function navigate(page, site, name, chatbot) {
  const widget = new Widget(page);
  await page.goto(`${site.url}/${name}/1`);
  await page.evaluate(() => (window.isSame = true));
  await expect(widget.launcher).toBeVisible();
  await page.getByRole('link', { name: 'Next' }).click();
  await expect(page.getByRole('heading', { name: 'Page 2' })).toBeVisible();
  await expect(widget.launcher).toBeVisible();
  await widget.open();
  await widget.ask('before');
  await widget.field.fill('half');
  await page.getByRole('link', { name: 'Next' }).click();
  await expect(page.getByRole('heading', { name: 'Page 3' })).toBeVisible();
  await expect(widget.field).toHaveValue('half');
  await widget.ask('after');
  await expect(widget.host).toHaveCount(1);
  expect(await chatbot.receivedTexts()).toEqual(['before', 'after']);
  expect(await page.evaluate(() => window.isSame)).toBe(true);
  return widget;
}

test('a conversation continues across Turbo visits and a history navigation', async ({ page, site, scriptTag, chatbot }) => {
  await putPages(site, 'turbo', scriptTag(), '@hotwired/turbo/dist/turbo.es2017-umd.js');
  const widget = await navigate(page, site, 'turbo', chatbot);
  await page.goBack();
  await expect(page.getByRole('heading', { name: 'Page 2' })).toBeVisible();
  await expect(widget.answers).toHaveText(['You said: before', 'You said: after']);
  await expect(widget.host).toHaveCount(1);
});

test('a conversation continues across Turbo page refreshes with morphing', async ({ page, site, scriptTag }) => {
  await putPages(site, 'morph', scriptTag(), '@hotwired/turbo/dist/turbo.es2017-umd.js', '<meta name="turbo-refresh-method" content="morph">');
  await page.goto(`${site.url}/morph/1`);
  const widget = new Widget(page);
  const refresh = async (title) => {
    site.put(
      '/morph/1',
      html(`<main><h1>${title}</h1></main>`, `<meta name="turbo-refresh-method" content="morph"><script src="/morph.js"></script>${scriptTag()}`),
    );
    await page.evaluate(() => window.Turbo.visit(location.href, { action: 'replace' }));
    await expect(page.getByRole('heading', { name: title })).toBeVisible();
  };
  await expect(widget.launcher).toBeVisible();
  await refresh('Anew');
  await expect(widget.launcher).toBeVisible();
  await widget.open();
  await widget.ask('before');
  await widget.field.pressSequentially('half');
  await refresh('Again');
  await expect(widget.field).toHaveValue('half');
  await expect(widget.field).toBeFocused();
  await widget.ask('after');
});

test('a conversation continues across boosted htmx links', async ({ page, site, scriptTag, chatbot }) => {
  await putPages(site, 'htmx', scriptTag(), 'htmx.org/dist/htmx.min.js');
  await navigate(page, site, 'htmx', chatbot);
});
