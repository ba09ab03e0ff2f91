// The item of a file in the transcript: whether it is busy, and what it shows in place of its size.

import { createElement } from '../../loader/dom.ts';

export const nameOf = (item: HTMLElement) => item.querySelector<HTMLElement>('.name')?.title ?? '';

export function setBusy(item: HTMLElement, isBusy: boolean) {
  for (const element of [item, ...item.querySelectorAll('button')]) {
    // Disabled buttons would lose the focus.
    for (const name of element === item ? ['aria-busy'] : ['aria-busy', 'aria-disabled']) {
      if (isBusy) element.setAttribute(name, 'true');
      else element.removeAttribute(name);
    }
  }
}

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

/** Adds a text to the live region of the transcript, which src/ui/transcript/announcer.rs keeps short. */
export function announce(item: HTMLElement, text: string) {
  item
    .closest('[role="log"]')
    ?.querySelector('[aria-live="polite"]')
    ?.append(createElement('p', {}, text));
}
