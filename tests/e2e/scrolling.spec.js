// Scrolling of the transcript: what stays in view when messages arrive, fail or are long.

import { nextFrames } from './support/frames.js';
import { FAILED_REQUEST, expect, test } from './support/test.js';

const distanceToBottom = (widget) => widget.log.evaluate((log) => Math.round(log.scrollHeight - log.scrollTop - log.clientHeight));

test('new messages keep the scroll position of a visitor who has scrolled up, and the jump-to-latest button counts them', async ({ widget, page }) => {
  await widget.open();
  await widget.ask('long', 'long');
  await widget.ask('long', 'long');
  await widget.say('slow 2');
  await expect(widget.host.getByText('Thinking…')).toBeVisible();
  await widget.log.evaluate((log) => log.scrollTo(0, 40));
  const newest = widget.host.locator('[part~="newest"]');
  await expect(newest).toHaveAccessibleName('Go to the newest message');
  const top = await widget.log.evaluate((log) => log.scrollTop);
  await expect(newest).toHaveAccessibleName('1 new message');
  expect(await widget.log.evaluate((log) => log.scrollTop)).toBe(top);
  await newest.press('Enter');
  await expect(newest).toBeHidden();
  await expect(widget.log).toBeFocused();
  await expect.poll(() => distanceToBottom(widget)).toBeLessThan(2);
  await widget.log.press('PageUp');
  await expect(newest).toHaveAccessibleName('Go to the newest message');
});

test('a failed message that is sent again from above is shown at the end', async ({ widget, chatbot, expectedConsoleMessages }) => {
  expectedConsoleMessages.push(FAILED_REQUEST, /^ocs-chat: the server rejected a valid request/);
  await widget.open();
  await widget.ask('first');
  await chatbot.injectFault({ on: 'message', kind: 'status', status: 400, body: { error: 'no' }, times: 1 });
  await widget.say('refused');
  const retry = widget.log.getByRole('button', { name: 'Try again' });
  await expect(retry).toBeVisible();
  await widget.ask('long', 'long');
  await retry.scrollIntoViewIfNeeded();
  expect(await distanceToBottom(widget)).toBeGreaterThan(100);
  await chatbot.injectFault({ on: 'message', kind: 'delay', ms: 2_000, times: 1 });
  await retry.click();
  await expect.poll(() => distanceToBottom(widget)).toBeLessThan(2);
  await expect(widget.own.last()).toBeInViewport();
});

test('scrolling up while an answer arrives keeps the scroll position', async ({ widget }) => {
  await widget.open();
  await widget.ask('long', 'long');
  const top = widget.log.evaluate(
    (log) =>
      new Promise((done) => {
        const seen = new MutationObserver(() => {
          if (log.querySelectorAll('.row.bot').length < 2) return;
          seen.disconnect();
          // Before the next frame, in which the transcript would scroll to the answer.
          log.scrollTop = 7;
          requestAnimationFrame(() => requestAnimationFrame(() => done(log.scrollTop)));
        });
        seen.observe(log, { childList: true });
      }),
  );
  await widget.ask('long', 'long');
  expect(await top).toBe(7);
});

test('a long answer that arrives with a second one is shown from its start', async ({ widget, chatbot }) => {
  // The session is polled every half a minute.
  await widget.open();
  await widget.ask('one');
  await chatbot.changeNewestSession({ say: `LONG ${'word '.repeat(600)}` });
  await chatbot.changeNewestSession({ say: 'short' });
  await expect(widget.answers).toHaveCount(3, { timeout: 60_000 });
  await expect(widget.answers.nth(1)).toBeInViewport();
  await expect
    .poll(() => widget.log.evaluate((log) => Math.abs(log.querySelectorAll('.row.bot')[1].getBoundingClientRect().top - log.getBoundingClientRect().top - 12)))
    .toBeLessThan(2);
});

test('a message scrolls to its buttons when its file is refused, even if the visitor has scrolled up', async ({ widget, chatbot, expectedConsoleMessages }) => {
  expectedConsoleMessages.push(FAILED_REQUEST, /^ocs-chat: the server refused files of a visitor/);
  await widget.open();
  for (let count = 0; count < 6; count += 1) await widget.ask('short');
  await widget.log.evaluate((log) => log.scrollTo(0, 0));
  await expect(widget.host.locator('[part~="newest"]')).toBeVisible();
  // The upload may fail before the browser reports that the transcript has scrolled to the message.
  await widget.host.evaluate((host) => host.shadowRoot.addEventListener('scroll', (event) => event.stopPropagation(), true));
  await chatbot.injectFault({ on: 'upload', kind: 'status', status: 400, body: { error: 'Viruses are not welcome' }, times: 1 });
  await widget.attach({ name: 'a.txt' });
  await widget.say('A file');
  await expect(widget.failed.getByRole('button', { name: 'Delete' })).toBeInViewport({ ratio: 1 });
});

test('a visitor who has scrolled up to a failed message stays there when it is deleted', async ({ widget, chatbot, page, expectedConsoleMessages }) => {
  expectedConsoleMessages.push(FAILED_REQUEST, /^ocs-chat: the server rejected a valid request/);
  await widget.open();
  for (let count = 0; count < 3; count += 1) await widget.ask('short');
  await chatbot.injectFault({ on: 'message', kind: 'status', status: 400, body: { message: ['Not a valid string.'] }, times: 1 });
  await widget.say('Tyop');
  await expect(widget.failed).toHaveCount(1);
  for (let count = 0; count < 20; count += 1) await widget.ask('short');
  await widget.failed.scrollIntoViewIfNeeded();
  await nextFrames(page, 3);
  const rowBefore = widget.log.locator('.row.bot').nth(1);
  const top = () => rowBefore.evaluate((row) => Math.round(row.getBoundingClientRect().top));
  const before = await top();
  await widget.failed.getByRole('button', { name: 'Delete' }).click();
  await expect(widget.failed).toHaveCount(0);
  await nextFrames(page, 3);
  expect(await top()).toBe(before);
});

test('a long answer that was read to its end stays there when the connection is lost', async ({ widget, context, page, expectedConsoleMessages }) => {
  expectedConsoleMessages.push(FAILED_REQUEST);
  await widget.open();
  await widget.ask('long', 'long');
  await widget.log.press('End');
  await expect.poll(() => distanceToBottom(widget)).toBeLessThan(2);
  await context.setOffline(true);
  await expect(widget.host.locator('[part~="trouble"]')).toBeVisible();
  await nextFrames(page);
  expect(await distanceToBottom(widget)).toBeLessThan(2);
});
