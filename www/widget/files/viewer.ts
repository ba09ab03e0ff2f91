// The dialog that shows a picture large.

import { createElement } from '../../loader/dom.ts';

/**
 * Shows a picture large. Escape closes the dialog.
 *
 * @param opener The element that opened it. It gets the focus back.
 * @param action The button or link next to the one that closes it.
 * @param close Label of the button that closes it.
 */
export function openViewer(opener: HTMLElement, name: string, picture: HTMLElement, action: HTMLElement, close: string) {
  const chat = opener.closest('section');
  if (!chat || chat.querySelector('dialog')) return;
  const button = createElement('button', { type: 'button', part: 'picture-close' }, close);
  const buttons = createElement('div', {}, action, button);
  const dialog = createElement('dialog', { part: 'picture-dialog', class: 'viewer', 'aria-label': name }, picture, buttons);
  button.onclick = () => dialog.close();
  dialog.onkeydown = (event) => {
    // The window closes on Escape, too.
    event.stopPropagation();
    if (event.key === 'Escape') {
      event.preventDefault();
      dialog.close();
    }
  };
  dialog.onclick = ({ target }) => target === dialog && dialog.close();
  const closed = new AbortController();
  dialog.onclose = () => {
    closed.abort();
    dialog.remove();
    // The message may have been rendered again.
    const target = opener.isConnected ? opener : chat.querySelector<HTMLElement>('[role=log]');
    target?.focus();
  };
  // A modal dialog that is hidden with the window would leave the page inert.
  (chat.getRootNode() as ShadowRoot).host.addEventListener('ocs:close', () => dialog.close(), { signal: closed.signal });
  chat.append(dialog);
  dialog.showModal();
  button.focus();
}
