// The launcher while the widget runs: its content, its accessible name and the badge with the number of unread messages.

import { createElement } from '../loader/dom.ts';
import type { LauncherAppearance } from '../loader/launcher.ts';
import type { Options } from './options/types.ts';
import type { WidgetState } from './state.ts';
import { countText, formatNumber, hasTexts, launcherText } from './texts.ts';

/** Higher counts are shown as this number and a plus sign. */
const MAX_COUNT = 99;

export function createLauncherView(state: WidgetState) {
  const { context } = state;
  const { button } = context;
  const badge = createElement('span', { class: 'badge', part: 'badge', 'aria-hidden': 'true' });
  let label = '';
  let unread = 0;

  function renderCount() {
    const { tag } = state.language;
    badge.hidden = !unread;
    badge.textContent = unread > MAX_COUNT ? `${formatNumber(tag, MAX_COUNT)}+` : unread ? formatNumber(tag, unread) : '';
    button.setAttribute('aria-label', unread ? `${label} – ${countText(tag, 'unread', unread, state.ownTexts)}` : label);
  }

  return {
    render() {
      const { ownTexts, isOpen } = state;
      const { position, iconUrl, buttonShape, buttonText, mode, showButton } = state.options as Options;
      const { tag: lang, key, direction: dir } = state.language;
      const text = buttonText ?? (ownTexts?.['branding.buttonText'] as string | undefined);
      const appearance: Partial<LauncherAppearance> = { position, shape: buttonShape ?? '', text, iconUrl, lang, dir };
      // Until the texts have loaded, the element's own label is used.
      if (hasTexts(key) || ownTexts?.['launcher.open']) appearance.label = launcherText(key, 'open', ownTexts);
      context.renderLauncher(appearance);
      label = button.getAttribute('aria-label') ?? '';
      button.append(badge);
      button.hidden = isOpen || mode === 'kiosk' || !showButton;
      renderCount();
    },
    /** Shows the number of unread messages, and dispatches the event. */
    setUnread(count: number) {
      if (count === unread) return;
      unread = count;
      renderCount();
      state.dispatch('unread', { count });
    },
    /** The instance has ended, and with it the count. */
    reset() {
      unread = 0;
    },
  };
}
