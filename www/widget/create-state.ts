// Creates the state of one widget.

import { createElement } from '../loader/dom.ts';
import type { ElementContext } from '../loader/element-context.ts';
import { readScriptOptions } from './element-options/options-of-script.ts';
import { createPageContext } from './options/page-context.ts';
import type { Callbacks } from './state/callbacks.ts';
import { createPending } from './state/draft-state.ts';
import type { WidgetState } from './state/widget-state.ts';
import { createConsent } from './storage/storage-consent.ts';

/** `onConsent` is called when a promise of the page's `consent` function is fulfilled with consent. */
export const createState = (
  context: ElementContext,
  { show, deleteConversation, onPageTexts, onHoursCheck, onConsent }: Callbacks & { onConsent(): void },
): WidgetState => ({
  context,
  scriptOptions: readScriptOptions(context.host),
  options: null,
  keys: [''],
  isOpen: false,
  takesFocus: Boolean(context.open && context.focusedBefore),
  isDestroyed: false,
  pending: createPending(context.open),
  pageContext: createPageContext(),
  tokenProvider: undefined,
  consent: createConsent(onConsent),
  waitingCalls: [],
  warnings: new Set(),
  failedAttempts: 0,
  hasVisitorRetried: false,
  isReleaseMissing: false,
  label: '',
  unread: 0,
  badge: createElement('span', { class: 'badge', part: 'badge', 'aria-hidden': 'true' }),
  snapshots: new Map(),
  storedDraft: undefined,
  draftFiles: '',
  show,
  deleteConversation,
  onPageTexts,
  onHoursCheck,
});
