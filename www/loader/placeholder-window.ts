// The placeholder window, which the visitor can type into while the application loads. The application's window replaces it and
// takes over its content. It also reports that the application cannot be loaded.

import { createElement } from './dom.ts';
import type { LauncherAppearance } from './launcher.ts';

export type PlaceholderWindow = ReturnType<typeof createPlaceholderWindow>;

export function createPlaceholderWindow({ mode, position, theme, label, headerText, lang, dir }: LauncherAppearance, onClose: () => void, onRetry: () => void) {
  const closeButton = createElement('button', { 'aria-label': 'Close' }, '×');
  const retryButton = createElement('button', { hidden: '' });
  const field = createElement('textarea', { 'aria-label': label });
  const status = createElement('output');
  const footer = createElement('footer', {}, field);
  const frame = createElement(
    'section',
    { class: ['frame', mode, position, theme].join(' ').toLowerCase(), part: 'frame', role: 'dialog', 'aria-label': label, lang, dir },
    createElement('header', {}, createElement('b', {}, headerText || ''), closeButton),
    createElement('div', {}, status, retryButton),
    footer,
  );
  /** Messages that the visitor has sent here. */
  const queue: string[] = [];
  /**
   * Shows the load failure.
   *
   * @param text Empty to hide the failure.
   * @param retryLabel `null` if retrying cannot help.
   */
  const showFailure = (text = 'The chat could not be loaded. Reload the page.', retryLabel: string | null = 'Try again') => {
    status.textContent = text;
    retryButton.textContent = retryLabel;
    retryButton.hidden = !retryLabel;
    // The visitor can go on typing while another attempt is possible.
    footer.hidden = !(retryLabel || !text);
  };
  closeButton.onclick = onClose;
  retryButton.onclick = () => {
    showFailure('', null);
    field.focus();
    onRetry();
  };
  frame.onkeydown = (event) => {
    // A key of an input method. In Safari, `isComposing` is false for the Enter key that ends a composition.
    if (event.keyCode === 229) return;
    if (event.key === 'Escape') onClose();
    if (event.key === 'Enter' && event.target === field && !event.shiftKey) {
      event.preventDefault();
      if (!field.value.trim()) return;
      queue.push(field.value);
      status.before(createElement('p', {}, field.value));
      field.value = '';
    }
  };
  return { frame, field, queue, showFailure };
}
