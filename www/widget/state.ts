// The state that the modules of one widget share.

import type { ElementContext } from '../loader/element-context.ts';
import type { Options } from './options/types.ts';
import type { PageTexts } from './page-texts.ts';
import { PageContext } from './page/page-context.ts';
import { PendingState } from './pending-state.ts';
import { chooseLanguage } from './texts.ts';
import type { TokenProvider } from './token-provider.ts';

/** Colours of pages that were made for the incumbent, which has no dark theme. */
const LIGHT_COLORS = ['--chat-window-bg-color', '--message-user-bg-color', '--message-assistant-bg-color', '--header-bg-color'];

export class WidgetState {
  /** `null` while the widget is not running: the element is not in the page, or there is no valid chatbot id. */
  options: Options | null = null;
  /** Storage keys of the conversation. The first one is used. */
  keys = [''];
  isOpen = false;
  /** Whether the text field takes the focus as soon as it exists. */
  takesFocus: boolean;
  isDestroyed = false;
  pending = new PendingState();
  pageContext = new PageContext();
  tokenProvider: TokenProvider;
  /** The draft that this page has stored last. */
  storedDraft = '';

  constructor(
    readonly context: ElementContext,
    readonly pageTexts: PageTexts,
  ) {
    this.pending.open = context.open;
    this.takesFocus = Boolean(context.focus);
  }

  get key() {
    return this.keys[0];
  }

  get language() {
    return chooseLanguage(this.options?.language);
  }

  /** The page's own texts, if they have loaded. */
  get ownTexts() {
    return this.pageTexts.at(this.options?.translationsUrl);
  }

  /** Class name of the theme; empty for the system's. */
  get theme() {
    const { theme } = this.options as Options;
    if (theme !== 'auto') return theme;
    const style = getComputedStyle(this.context.host);
    return LIGHT_COLORS.some((name) => style.getPropertyValue(name)) ? 'light' : '';
  }

  /** Messages that the visitor has sent before an instance could take them. */
  get unsentMessages() {
    return [...this.pending.messages, ...(this.context.placeholder?.queue ?? [])];
  }

  dispatch(name: string, detail: unknown) {
    this.context.host.dispatchEvent(new CustomEvent(`ocs:${name}`, { bubbles: true, composed: true, detail }));
  }
}
