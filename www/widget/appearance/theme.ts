// The theme: light or dark, as set by the option `theme` or, if that is `auto`, like the page.

import type { Options } from '../options/generated-types.ts';
import { isPageDark } from '../page/page-theme.ts';
import type { ElementState } from '../state/element-state.ts';

/** Colours that pages set for the legacy widget, which has no dark theme. */
const LIGHT_COLORS = ['--chat-window-bg-color', '--message-user-bg-color', '--message-assistant-bg-color', '--header-bg-color'];

/** Class name of the theme. */
export function themeOf({ options, context }: ElementState) {
  const { theme } = options as Options;
  if (theme !== 'auto') return theme;
  const style = getComputedStyle(context.host);
  return !LIGHT_COLORS.some((name) => style.getPropertyValue(name)) && isPageDark(context.host) ? 'dark' : 'light';
}

/** Updates the theme of what is shown: the window or its placeholder, and the teaser. */
export function renderTheme(state: ElementState) {
  if (!state.options) return;
  const isDark = themeOf(state) === 'dark';
  const { overlayRoot, button } = state.context;
  for (const element of overlayRoot.children) {
    // The launcher has the same colours in both themes.
    if (element === button) continue;
    element.classList.toggle('dark', isDark);
    element.classList.toggle('light', !isDark);
  }
}
