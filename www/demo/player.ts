// Plays the conversation of the demo: sends its messages, one after the other, as a visitor would.

import type { OcsChat } from '../loader/element.ts';

/** Time to read an answer before the next message is sent. */
const READING_TIME_MS = 2_200;

/** Resolves with the next answer, and rejects when playing is stopped. */
const nextAnswer = (widget: OcsChat, signal: AbortSignal) =>
  new Promise<void>((resolve, reject) => {
    widget.addEventListener('ocs:message:received', () => resolve(), { once: true, signal });
    signal.addEventListener('abort', () => reject(signal.reason), { once: true });
  });

const pause = (signal: AbortSignal) =>
  new Promise<void>((resolve, reject) => {
    const timer = setTimeout(resolve, READING_TIME_MS);
    signal.addEventListener(
      'abort',
      () => {
        clearTimeout(timer);
        reject(signal.reason);
      },
      { once: true },
    );
  });

/** Plays in a new session, in a window that is open. The answer to the last message fails on purpose. Rejects when `signal` stops it. */
export async function play(widget: OcsChat, messages: string[], signal: AbortSignal): Promise<void> {
  await widget.newSession();
  for (const [index, message] of messages.entries()) {
    signal.throwIfAborted();
    const answered = nextAnswer(widget, signal);
    await widget.send(message);
    if (index === messages.length - 1) {
      answered.catch(() => {});
      return;
    }
    await answered;
    await pause(signal);
  }
}
