// The launcher while the widget runs: its content, its accessible name and the badge with the number of unread messages.

import type { LauncherAppearance } from '../../loader/launcher.ts';
import type { Options } from '../options/generated-types.ts';
import { pageTextsOf } from '../texts/page-texts.ts';
import { dispatch } from '../state/element-state.ts';
import type { WidgetState } from '../state/widget-state.ts';
import { languageOf } from '../texts/language.ts';
import { countText, formatNumber, hasTexts, launcherText } from '../texts/texts.ts';

/** Higher counts are shown as this number and a plus sign. */
const MAX_COUNT = 99;

export function renderLauncher(state: WidgetState) {
  const { context, badge } = state;
  const { button } = context;
  const { position, iconUrl, buttonShape, buttonText, mode, showButton } = state.options as Options;
  const { tag: lang, key, direction: dir } = languageOf(state);
  const pageTexts = pageTextsOf(state);
  const text = buttonText ?? (pageTexts?.['branding.buttonText'] as string | undefined);
  const appearance: Partial<LauncherAppearance> = { position, buttonShape, buttonText: text, iconUrl, lang, dir };
  // Until the texts have loaded, the element's own label is used.
  if (hasTexts(key) || pageTexts?.['launcher.open']) appearance.label = launcherText(key, 'open', pageTexts);
  context.host.renderLauncher(appearance);
  state.label = button.getAttribute('aria-label') ?? '';
  button.append(badge);
  button.hidden = state.isOpen || mode === 'kiosk' || !showButton;
  renderCount(state);
}

/** Shows the number of unread messages, and dispatches the event. */
export function setUnread(state: WidgetState, count: number) {
  if (count === state.unread) return;
  state.unread = count;
  renderCount(state);
  dispatch(state, 'unread', { count });
}

function renderCount(state: WidgetState) {
  const { context, badge, label, unread } = state;
  const { tag } = languageOf(state);
  badge.hidden = !unread;
  badge.textContent = unread > MAX_COUNT ? `${formatNumber(tag, MAX_COUNT)}+` : unread ? formatNumber(tag, unread) : '';
  context.button.setAttribute('aria-label', unread ? `${label} – ${countText(tag, 'unread', unread, pageTextsOf(state))}` : label);
}
