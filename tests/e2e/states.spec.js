// Each visible state in light, dark and right-to-left: axe reports no violation, and a screenshot is saved.

import { check } from './support/accessibility.js';
import { shot } from './support/screenshots.js';
import { Widget, elementMarkup, expect, test } from './support/test.js';

const DESKTOP = { width: 1280, height: 800 };
const PHONE = { width: 360, height: 740 };

for (const [name, language, colorScheme, viewport] of [
  ['light', 'en', 'light', DESKTOP],
  ['dark', 'en', 'dark', PHONE],
  ['rtl', 'ar', 'light', PHONE],
  ['rtl-dark', 'ar', 'dark', DESKTOP],
]) {
  test.describe(name, () => {
    // Without animations, so that axe does not check elements that fade in.
    test.use({ viewport, colorScheme, contextOptions: { reducedMotion: 'reduce' } });

    test('each state of a conversation is accessible', async ({ page, visit, chatbot, api, context, expectedConsoleMessages }) => {
      test.setTimeout(120_000);
      expectedConsoleMessages.push(/Failed to load resource/, /^ocs-chat: the server does not allow this site/);
      await visit(
        `<main><h1>A page</h1><p>Something to read.</p></main>
         <ocs-chat chatbot-id="${chatbot.id}" embed-key="${chatbot.key}" api-base-url="${api}" language="${language}" teaser="Hello?"
           allow-attachments="true" sound="true" starter-questions='["What can you do?", "Where is my order?"]'></ocs-chat>
         <script src="/embed.js"></script>`,
      );
      const widget = new Widget(page);
      const { host } = widget;
      const part = (named) => host.locator(`[part~="${named}"]`);
      const field = host.locator('section.window textarea');
      const checkState = async (state) => {
        await page.mouse.move(1, 1);
        await shot(page, `state-${name}-${state}`);
        await check(page);
      };
      await expect(part('teaser')).toBeVisible();
      await checkState('teaser');
      await part('launcher').click();
      await expect(field).toBeFocused();
      await expect(part('starter-question')).toHaveCount(2);
      await checkState('starters');
      await field.fill('markdown');
      await field.press('Enter');
      await expect(widget.answers).toHaveCount(1);
      await field.fill('say A picture ![of a cat](https://pictures.example/c.png), and `code`:\n\n```\nlet it = be;\n```');
      await field.press('Enter');
      await expect(part('show-picture')).toBeVisible();
      await checkState('answers');
      await part('menu').click();
      await expect(host.getByRole('menuitem')).toHaveCount(4);
      await checkState('menu');
      await page.keyboard.press('Escape');
      await chatbot.injectFault({ on: 'upload', kind: 'delay', ms: 20_000, times: 1 });
      await page.evaluate(
        async (host) => {
          const canvas = new OffscreenCanvas(200, 100);
          canvas.getContext('2d').fillRect(50, 20, 100, 60);
          host.attach([new File([await canvas.convertToBlob()], 'picture.png', { type: 'image/png' }), new File(['x'], 'x.exe')]);
        },
        await host.elementHandle(),
      );
      await expect(part('preview')).toBeVisible();
      await field.press('Enter');
      await checkState('selected-files');
      await widget.selectedFiles.last().getByRole('button').click();
      await field.fill('see');
      await field.press('Enter');
      await expect(part('cancel')).toBeVisible();
      await checkState('uploading');
      await part('cancel').click();
      await widget.selectedFiles.first().getByRole('button').click();
      await field.fill('');
      await chatbot.injectFault({ on: 'message', kind: 'status', status: 403, times: 1 });
      await field.fill('this fails');
      await field.press('Enter');
      await expect(widget.failed).toHaveCount(1);
      await checkState('failed');
      await field.fill('long');
      await field.press('Enter');
      await expect(widget.answers).toHaveCount(3);
      await widget.log.evaluate((log) => log.scrollTo(0, 0));
      await expect(part('newest')).toBeVisible();
      await checkState('further-up');
      await part('new-chat').click();
      await expect(host.getByRole('alertdialog')).toBeVisible();
      await checkState('question');
      await page.keyboard.press('Escape');
      await context.setOffline(true);
      await expect(part('trouble')).toBeVisible();
      await checkState('offline');
      await context.setOffline(false);
      await host.evaluate((element) => Object.assign(element, { bannerMessage: 'We are closed today.', bannerStyle: 'warning' }));
      await expect(part('banner').first()).toBeVisible();
      await checkState('banner');
      await host.evaluate((element) => (element.disabled = true));
      await checkState('disabled');
      if (viewport === DESKTOP) {
        await part('full-screen').click();
        await checkState('full-screen');
      }
      await part('close').click();
      await chatbot.changeNewestSession({ say: 'Are you there?' });
      // After a reload the unread count is visible immediately.
      await page.reload();
      await expect(part('badge')).toBeVisible();
      await checkState('unread');
    });

    test('the consent dialog and a loading failure are accessible', async ({ page, visit, api, expectedConsoleMessages }) => {
      expectedConsoleMessages.push(/^ocs-chat: the chat does not start/, /Failed to load resource/);
      const { Chatbot } = await import('./support/server.js');
      const chatbot = await Chatbot.create(api, { think_ms: 100, consent: { id: 7, text: '<p>We keep what you write.</p><ul><li>For a year</li></ul>' } });
      await visit(
        `<main><h1>A page</h1></main>${elementMarkup(chatbot, api, `language="${language}"`)}
         <script src="/embed.js"></script>`,
      );
      const { host } = new Widget(page);
      await host.locator('button[part~="launcher"]').click();
      const field = host.locator('section.window textarea');
      await field.fill('hello');
      await field.press('Enter');
      await expect(host.locator('.consent')).toBeVisible();
      await shot(page, `state-${name}-consent`);
      await check(page);
      await page.evaluate(() => localStorage.clear());
      await page.route('**/*.wasm', (route) => route.abort());
      await page.reload();
      await host.locator('button[part~="launcher"]').click();
      await expect(host.getByRole('status')).not.toHaveText('');
      await shot(page, `state-${name}-not-loaded`);
      await check(page);
    });
  });
}
