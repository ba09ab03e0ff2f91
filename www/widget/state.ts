// The state of one widget, which the functions of the other modules work on.

import { createElement } from '../loader/dom.ts';
import type { ElementContext } from '../loader/element-context.ts';
import type { Application } from '../wasm/application.ts';
import type { WidgetHandle } from '../wasm/bindings.ts';
import { chooseLanguage } from './texts/language.ts';
import type { createHours } from './hours/hours.lazy.ts';
import type { Options } from './options/types.ts';
import { createPageContext } from './options/page-context.ts';
import type { PageContext } from './options/page-context.ts';
import type { PageTexts } from './texts/page-texts.lazy.ts';
import type { createReader } from './read-aloud/read-aloud.lazy.ts';
import { readScriptOptions } from './element-options/script-options.ts';
import { createConsent } from './storage/storage-consent.ts';
import type { Consent } from './storage/storage-consent.ts';
import type { TokenProvider } from './options/token-provider.ts';

/** A call by the page that waits for an instance. */
export interface WaitingCall {
  resolve(handle: WidgetHandle): void;
  reject(error: Error): void;
}

/**
 * What the visitor has entered and no running instance has: it survives the restart of an instance, the removal of
 * the element from the page, and a trap.
 */
export interface PendingState {
  draft: string;
  /** Files in memory that are selected for the draft. */
  files: File[];
  /** Ids of selected files in the database. */
  storedFiles: string;
  /** Messages to send. */
  messages: string[];
  /** Whether an instance was running when the element was removed. */
  wasRunning?: boolean;
  /** Whether the window was open then, or is to open on the next start. */
  open?: boolean;
}

export const createPending = (open?: boolean): PendingState => ({ draft: '', files: [], storedFiles: '', messages: [], open });

export interface WidgetState {
  readonly context: ElementContext;
  /** Options of the element's script that are not attributes. */
  readonly scriptOptions: Record<string, unknown>;
  /** `null` while the widget is not running: the element is not in the page, or there is no valid chatbot id. */
  options: Options | null;
  /** Storage keys of the conversation. The first one is used. */
  keys: string[];
  isOpen: boolean;
  /** Whether the text field takes the focus as soon as it exists. */
  takesFocus: boolean;
  isDestroyed: boolean;
  pending: PendingState;
  pageContext: PageContext;
  tokenProvider: TokenProvider;
  consent: Consent;
  /** Loader of the page's own texts. */
  pageTexts?: PageTexts;
  /** The opening hours, once their module has loaded. */
  hours?: ReturnType<typeof createHours>;
  /** Reads answers aloud. */
  reader?: ReturnType<typeof createReader>;

  /** The instance. */
  handle?: WidgetHandle;
  application?: Application;
  /** The element that contains the instance's window. */
  appRoot?: HTMLElement;
  isLoading?: boolean;
  /** Reasons of refusals since the chatbot's last message, for `diagnose`. */
  readonly warnings: Set<string>;
  /** Attempts to load the application that have failed in a row. */
  retries: number;
  /** Whether the visitor has asked for another attempt to load the application. */
  hasRetried: boolean;
  /** Whether a file of this release is missing, so that only a new page can help. */
  isReleaseMissing: boolean;
  /** Releases what the instance uses outside of the application: listeners, observers and locks. */
  dispose?(): void;
  waitingCalls: WaitingCall[];

  /** The launcher's accessible name without the number of unread messages. */
  label: string;
  unread: number;
  badge: HTMLElement;
  /** Removes the teaser, or stops waiting for the moment to show it. */
  teaser?: { remove(): void };
  /** Whether the visitor has opened or closed the window on this page. */
  wasToggled?: boolean;

  /** Values of the options when they were read last, by key. */
  snapshots: Map<string, unknown>;
  /** The text of the draft that this page has stored last; `undefined` if it has stored none. */
  storedDraft: string | undefined;
  draftTimer?: number;
  /** The selected files when the draft was saved last, as in `PendingState`: an instance that has trapped cannot return them. */
  draftFiles: string;

  /** Opens or closes the window. `focus`: whether to move the focus to the text field, or back to the launcher. */
  show(open: boolean, focus: boolean): void;
  /** Removes everything that the browser stores for the conversation, and starts with an empty one. */
  deleteConversation(this: void): void;
  /** Called when the page's own texts have loaded. */
  onPageTexts(): void;
  /** Called after each check of the opening hours; `hasChanged`: the chat has opened or closed. */
  onHoursCheck(hasChanged: boolean): void;
}

type Callbacks = Pick<WidgetState, 'show' | 'deleteConversation' | 'onPageTexts' | 'onHoursCheck'> & { onConsent(): void };

export const createState = (context: ElementContext, { show, deleteConversation, onPageTexts, onHoursCheck, onConsent }: Callbacks): WidgetState => ({
  context,
  scriptOptions: readScriptOptions(context.host),
  options: null,
  keys: [''],
  isOpen: false,
  takesFocus: Boolean(context.takesFocus),
  isDestroyed: false,
  pending: createPending(context.open),
  pageContext: createPageContext(),
  tokenProvider: undefined,
  consent: createConsent(onConsent),
  waitingCalls: [],
  warnings: new Set(),
  retries: 0,
  hasRetried: false,
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

export const languageOf = ({ options }: WidgetState) => chooseLanguage(options?.language);

/** The text field of the window. */
export const fieldOf = ({ appRoot }: WidgetState) => appRoot?.querySelector('textarea');

export const windowOf = ({ appRoot }: WidgetState) => appRoot?.querySelector('section');

export function dispatch({ context }: WidgetState, name: string, detail: unknown) {
  context.host.dispatchEvent(new CustomEvent(`ocs:${name}`, { bubbles: true, composed: true, detail }));
}

/** Messages that the visitor has sent before an instance could take them. */
export const unsentMessages = ({ pending, context }: WidgetState) => [...pending.messages, ...(context.placeholderWindow?.queue ?? [])];

/** Joins texts by line breaks. Empty ones are left out. */
export const joinTexts = (...texts: (string | undefined)[]) => texts.filter(Boolean).join('\n');

/** Rejects the calls that wait for an instance. */
export function rejectCalls({ waitingCalls }: WidgetState, reason: string) {
  for (const { reject } of waitingCalls.splice(0)) reject(new Error(reason));
}
