// The public types of the package. index.d.ts and custom-elements.json are generated from them and from option-types.ts; those for the
// markup of frameworks are in frameworks.d.ts.

import type { OcsChatOptions, OcsChatProperties } from './option-types.ts';

/** A message as the server returns it. */
export interface OcsChatMessage {
  role: 'user' | 'assistant' | 'system';
  /** In Markdown. */
  content: string;
  /** ISO 8601. */
  created_at: string;
  [field: string]: unknown;
}

/** The events, with their `detail`. They bubble and leave the shadow root. */
export interface OcsChatEvents {
  /** The window has been opened. */
  'ocs:open': null;
  /** The window has been closed. */
  'ocs:close': null;
  /** A session has started. */
  'ocs:session:started': { sessionId: string };
  /** A session accepts no more messages. */
  'ocs:session:ended': { sessionId: string };
  /** A message is about to be sent. A `pageContext` that a listener sets is sent with it. */
  'ocs:message:before-send': { message: string; sessionId: string };
  /** The server has accepted a message. */
  'ocs:message:sent': { message: string; sessionId: string };
  /** The bot has sent a message. */
  'ocs:message:received': { message: OcsChatMessage; sessionId: string };
  /** The number of unread messages has changed. */
  'ocs:unread': { count: number };
}

type WithoutPrefix<Name> = Name extends `ocs:${infer Rest}` ? Rest : never;
type Detail<Name extends string> = Name extends keyof OcsChatEvents
  ? OcsChatEvents[Name]
  : `ocs:${Name}` extends keyof OcsChatEvents
    ? OcsChatEvents[`ocs:${Name}`]
    : unknown;

/** Why the chat does not work on this page. */
export interface OcsChatDiagnosis {
  ok: boolean;
  findings: string[];
}

/** One chat widget on a page. All methods can be called before the widget has loaded. */
export interface OcsChatElement extends HTMLElement, OcsChatOptions, OcsChatProperties {
  /** Opens the window. */
  open(): void;
  /** Closes the window. */
  close(): void;
  /** Opens the window if it is closed, and closes it if it is open. */
  toggle(): void;
  /** Sends a message as if the visitor had written it. */
  send(text: string): Promise<void>;
  /** Puts a text into the text field. */
  prefill(text: string): Promise<void>;
  /** Adds files to the message that is being written. */
  attach(files: Iterable<File> | ArrayLike<File> | File): Promise<void>;
  /** Starts a new conversation. */
  newSession(): Promise<void>;
  /** Sets `pageContext`. */
  setContext(context: object | null): void;
  /** Sets several options at once. */
  update(options: OcsChatOptions & OcsChatProperties): void;
  /** Adds a listener for an event, with or without the prefix `ocs:`. Returns a function that removes it. */
  on<Name extends keyof OcsChatEvents | WithoutPrefix<keyof OcsChatEvents>>(
    event: Name,
    listener: (detail: Detail<Name>, event: CustomEvent<Detail<Name>>) => void,
  ): () => void;
  /** Removes the widget, and with `forget` everything that it has stored in the browser. */
  destroy(options?: { forget?: boolean }): Promise<void>;
  /** Returns why the chat does not work on this page. */
  diagnose(): Promise<OcsChatDiagnosis>;
  /** The version of the widget. */
  getVersion(): Promise<string>;
}

/** Adds widgets to the page. */
export interface Mount {
  /** Adds a widget to the end of the page. */
  (options: OcsChatOptions & OcsChatProperties): OcsChatElement;
  /** Adds a widget to an element, or to the element that a selector matches; without one to the end of the page. */
  (target?: Element | string | null, options?: OcsChatOptions & OcsChatProperties): OcsChatElement;
}

type Dashed<Name extends string> = Name extends `${infer First}${infer Rest}`
  ? `${First extends Lowercase<First> ? First : `-${Lowercase<First>}`}${Dashed<Rest>}`
  : Name;

/** The options as attributes. */
export type OcsChatAttributes = {
  [Key in keyof OcsChatOptions as Dashed<Key & string>]?: OcsChatOptions[Key] | (OcsChatOptions[Key] extends string | null | undefined ? never : string);
};

/**
 * Listeners in the markup of React, Preact and Svelte (`onocs:open`), Vue (`@ocs:open`) and older Svelte (`on:ocs:open`). JSX
 * allows one colon in a name: use `on`, or spread `{...{ 'onocs:message:sent': listener }}`, for names with two.
 */
export type OcsChatListeners = {
  [Name in keyof OcsChatEvents as `on${Name | Capitalize<Name> | `:${Name}`}`]?: (event: CustomEvent<OcsChatEvents[Name]>) => unknown;
};

/** Attributes of `<ocs-chat>` in the markup of a framework, in addition to those of every element. */
export type OcsChatJsx = OcsChatAttributes & OcsChatOptions & OcsChatProperties & OcsChatListeners;

type OcsChatEventMap = { [Name in keyof OcsChatEvents]: CustomEvent<OcsChatEvents[Name]> };

declare global {
  /** Events bubble, so that the element's ancestors get them too. */
  interface GlobalEventHandlersEventMap extends OcsChatEventMap {}
  interface WindowEventMap extends OcsChatEventMap {}
  interface HTMLElementTagNameMap {
    'ocs-chat': OcsChatElement;
    'open-chat-studio-widget': OcsChatElement;
  }
  interface Window {
    /** Set as soon as the widget's script has run. */
    ocsChat: { mount: Mount };
    /** Options for the widget that `embed.js` adds. Attributes of its script take precedence. */
    ocsChatOptions?: OcsChatOptions & OcsChatProperties;
  }
}
