// The item of a file in the transcript: the text in place of its size, and its announcements.

import { createElement } from '../../loader/dom.ts';

export const nameOf = (item: HTMLElement) => item.querySelector<HTMLElement>('.name')?.title ?? '';

/** Shows a text in place of the size, or the size again. */
export function showDetail(item: HTMLElement, text?: string) {
  const detail = item.querySelector<HTMLElement>('.size');
  if (!detail) return;
  detail.dataset.size ??= detail.textContent ?? '';
  detail.textContent = text ?? detail.dataset.size;
}

/** Shows and announces why the file cannot be opened. */
export function showFailure(item: HTMLElement, reason: string) {
  item.classList.add('refused');
  showDetail(item, reason);
  announce(item, `${nameOf(item)}: ${reason}`);
}

/** Adds a text to the live region of the transcript for a while. */
export function announce(item: HTMLElement, text: string) {
  const paragraph = createElement('p', {}, text);
  item.closest('[role="log"]')?.querySelector('[aria-live="polite"]')?.append(paragraph);
  setTimeout(() => paragraph.remove(), ASSETS.announcementMs);
}
