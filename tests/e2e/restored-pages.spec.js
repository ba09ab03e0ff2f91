// Pages that return from the back/forward cache, simulated by the events of such a return. Another page may have sent the draft in the
// meantime.

import { draftKey } from '../../www/widget/storage/keys.ts';
import { holdRequests } from './support/held-requests.js';
import { Widget, expect, test } from './support/test.js';

const DRAFT_KEY_SUFFIX = draftKey('');

/** Dispatches the event with which a page enters the cache (`pagehide`) or leaves it (`pageshow`). */
const transition = (page, name) => page.evaluate((name) => void dispatchEvent(new PageTransitionEvent(name, { persisted: true })), name);

/** Removes the draft from the storage, as another page does when the visitor sends it there. */
const removeDraft = (page) =>
  page.evaluate((suffix) => {
    for (const storage of [localStorage, sessionStorage]) {
      for (const name of Object.keys(storage)) if (name.endsWith(suffix)) storage.removeItem(name);
    }
  }, DRAFT_KEY_SUFFIX);

/** A conversation whose page enters the cache with a draft and a file. */
async function leaveWithDraft({ page, visit, scriptTag }) {
  await visit(scriptTag('data-allow-attachments="true"'));
  const widget = new Widget(page);
  await widget.open();
  await widget.ask('first');
  await widget.attach({ name: 'a.txt' });
  await widget.field.pressSequentially('see the file');
  await transition(page, 'pagehide');
  return widget;
}

test('a draft that another page has sent does not return, nor do its files', async ({ page, visit, scriptTag }) => {
  const widget = await leaveWithDraft({ page, visit, scriptTag });
  await removeDraft(page);
  await transition(page, 'pageshow');
  await expect(widget.field).toHaveValue('');
  await expect(widget.selectedFiles).toHaveCount(0);
  await expect(widget.own).toHaveText(['first']);
});

test('a draft that no other page has changed stays, with its files', async ({ page, visit, scriptTag }) => {
  const widget = await leaveWithDraft({ page, visit, scriptTag });
  await transition(page, 'pageshow');
  await widget.ask('see the file', 'a.txt');
});

test('a draft in the placeholder window that another page has sent does not return', async ({ page, visit, scriptTag }) => {
  const release = await holdRequests(page, '**/*.wasm');
  await visit(scriptTag());
  const widget = new Widget(page);
  await widget.launcher.click();
  const placeholder = widget.host.locator('.frame');
  await placeholder.locator('textarea').pressSequentially('draft');
  await expect(placeholder.getByRole('status')).toHaveText('Loading…');
  await transition(page, 'pagehide');
  await removeDraft(page);
  await transition(page, 'pageshow');
  release();
  await expect(widget.field).toBeEditable();
  await expect(placeholder).toHaveCount(0);
  await expect(widget.field).toHaveValue('');
});

test('a page may change an option while it is being left', async ({ page, visit, scriptTag }) => {
  await visit(scriptTag());
  const widget = new Widget(page);
  await widget.open();
  await widget.ask('first');
  await page.evaluate(() =>
    addEventListener('pagehide', () => Object.assign(document.querySelector('ocs-chat'), { headerText: 'Another title', language: 'de' })),
  );
  await transition(page, 'pagehide');
  await transition(page, 'pageshow');
  await expect(widget.window.getByRole('heading', { name: 'Another title' })).toBeVisible();
});
