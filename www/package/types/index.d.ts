// The types of the package. custom-elements.json is made from them.

/** What can be set. As attributes of the element, in small letters with dashes: `chatbot-id`. */
export interface OcsChatOptions {
  /** The chatbot that visitors talk to: a UUID. The only option that has to be there. */
  chatbotId?: string;
  /** Key of the chatbot's channel for embedded widgets, sent as `X-Embed-Key`. */
  embedKey?: string | null;
  /** Where the Chat API is: an http or https address. `https://www.openchatstudio.com` unless set. */
  apiBaseUrl?: string;
  /** Your own id for the visitor, sent when a session starts. Each has a conversation of their own. */
  userId?: string | null;
  /** The visitor's name, sent when a session starts. */
  userName?: string | null;
  /** Whether the visitor's browser may store anything. A function answers yes or no, or promises to. */
  consent?: 'granted' | 'pending' | boolean | (() => unknown);
  /** The one session to use. It is never replaced, and kept for the tab only. */
  sessionId?: string | null;
  /** The token of that session. */
  sessionToken?: string | null;
  /** Version of the chatbot, for visitors who are logged in to Open Chat Studio. The published one unless set. */
  versionNumber?: number | string;
  /** Whether the conversation is kept for the site (`true`), for the tab, or not beyond the page (`false`). */
  persistentSession?: boolean | 'true' | 'false' | 'tab';
  /** How many minutes a conversation that is left alone is kept; 0 for ever. 1440 unless set. */
  persistentSessionExpire?: number | string;
  /** Language of the texts, as a tag such as `pt-BR`. The browser's unless set. */
  language?: string | null;
  /** Address of a JSON with texts of your own. */
  translationsUrl?: string | null;
  /** Whether the window is open. Where the visitor left it open or closed on an earlier page, that counts. */
  visible?: boolean | 'true' | 'false';
  /** `kiosk` fills the positioned element around it: no button, no header, always open. */
  mode?: 'standard' | 'kiosk';
  /** When the application is fetched before the visitor comes near: when the page has nothing else to do, or at once. */
  preload?: 'idle' | 'eager';
  /** A few words beside the button, for who is not chatting yet; `true` for the first welcome message. */
  teaser?: string | boolean | null;
  /** Whether the arrival of a message can be heard while nobody looks. The visitor can turn it off. */
  sound?: boolean | 'true' | 'false';
  /** Where on the screen button and window are. `right` unless set. */
  position?: 'left' | 'center' | 'right';
  /** `auto` follows the system. */
  theme?: 'auto' | 'light' | 'dark';
  /** Text on the button. Without it the button has an icon only. */
  buttonText?: string | null;
  /** Shape of the button. It has round ends unless set. */
  buttonShape?: 'round' | 'square';
  /** Address of a picture on the button. */
  iconUrl?: string | null;
  /** Whether there is a button. */
  showButton?: boolean | 'true' | 'false';
  /** Title of the window. The chatbot's name unless set. */
  headerText?: string | null;
  /** The bot's first words, in Markdown, above the conversation. As an attribute: a JSON list. */
  welcomeMessages?: string[] | string;
  /** Questions to choose from while nothing has been said. As an attribute: a JSON list. */
  starterQuestions?: string[] | string;
  /** Shown while the bot works. The bot's progress unless set. */
  typingIndicatorText?: string | null;
  /** The question before a conversation is cleared. */
  newChatConfirmationMessage?: string | null;
  /** Whether visitors may send files. */
  allowAttachments?: boolean | 'true' | 'false';
  /** Whether the window can fill the screen. */
  allowFullScreen?: boolean | 'true' | 'false';
  /** Whether the conversation can only be read. */
  disabled?: boolean | 'true' | 'false';
  /** A message of yours in the window. */
  bannerMessage?: string | null;
  /** How it looks. Warnings and errors are read out at once. */
  bannerStyle?: 'default' | 'info' | 'warning' | 'error';
  /** At the top of the window, or above the field. */
  bannerPosition?: 'top' | 'bottom';
}

/** What can be set as a property only. */
export interface OcsChatProperties {
  /** Told to the bot with the next message. */
  pageContext?: object | null;
  /** Answers a token for a visitor who has to be logged in. Asked when a session starts, and once more after a refusal. */
  authTokenProvider?: (ask: { forceRefresh: boolean }) => string | null | undefined | Promise<string | null | undefined>;
}

/** A message, as the server tells it. */
export interface OcsChatMessage {
  role: 'user' | 'assistant' | 'system';
  /** In Markdown. */
  content: string;
  /** ISO 8601. */
  created_at: string;
  [field: string]: unknown;
}

/** Events, and what they tell as `detail`. They bubble and leave the shadow root. */
export interface OcsChatEvents {
  /** The window has been opened. */
  'ocs:open': null;
  /** The window has been closed. */
  'ocs:close': null;
  /** A session has begun. */
  'ocs:session:started': { sessionId: string };
  /** A session takes no more messages. */
  'ocs:session:ended': { sessionId: string };
  /** A message is about to be sent. A `pageContext` that is set now goes with it. */
  'ocs:message:before-send': { message: string; sessionId: string };
  /** The server has taken a message. */
  'ocs:message:sent': { message: string; sessionId: string };
  /** The bot has said something. */
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

/** Why the chat does not work on this page, in words. */
export interface OcsChatDiagnosis {
  ok: boolean;
  findings: string[];
}

/** One chat widget on a page. Everything may be called before anything has loaded. */
export interface OcsChatElement extends HTMLElement, OcsChatOptions, OcsChatProperties {
  /** Opens the window. */
  open(): void;
  /** Closes the window. */
  close(): void;
  /** Opens the window if it is closed, and closes it if it is open. */
  toggle(): void;
  /** Sends a message as if the visitor had written it. */
  send(text: string): Promise<void>;
  /** Puts a text into the field. */
  prefill(text: string): Promise<void>;
  /** Adds files to what is being written. */
  attach(files: Iterable<File> | ArrayLike<File>): Promise<void>;
  /** Leaves the conversation and begins another. */
  newSession(): Promise<void>;
  /** The same as setting `pageContext`. */
  setContext(context: object | null): void;
  /** Sets several options at once. */
  update(options: OcsChatOptions & OcsChatProperties): void;
  /** Listens to an event, with or without `ocs:` in front. What it answers stops listening. */
  on<Name extends keyof OcsChatEvents | WithoutPrefix<keyof OcsChatEvents>>(
    event: Name,
    listener: (detail: Detail<Name>, event: CustomEvent<Detail<Name>>) => void,
  ): () => void;
  /** Takes the widget away, with all that it has stored in the browser if asked to. */
  destroy(how?: { forget?: boolean }): Promise<void>;
  /** Says why the chat does not work on this page. */
  diagnose(): Promise<OcsChatDiagnosis>;
  /** The version of the widget. */
  getVersion(): Promise<string>;
}

/** Puts a widget at the end of the page. */
export function mount(options: OcsChatOptions & OcsChatProperties): OcsChatElement;
/** Puts a widget into an element, or into what a selector finds; at the end of the page without one. */
export function mount(target?: Element | string | null, options?: OcsChatOptions & OcsChatProperties): OcsChatElement;

/** Defines `<ocs-chat>` and `<open-chat-studio-widget>`. To import the package does it, where there is a browser. */
export function defineElements(): void;

type Dashed<Name extends string> = Name extends `${infer First}${infer Rest}`
  ? `${First extends Lowercase<First> ? First : `-${Lowercase<First>}`}${Dashed<Rest>}`
  : Name;

/** The options as attributes. */
export type OcsChatAttributes = {
  [Key in keyof OcsChatOptions as Dashed<Key & string>]?: OcsChatOptions[Key] | (OcsChatOptions[Key] extends string | null | undefined ? never : string);
};

/**
 * What listens in the markup of React, Preact and Svelte (`onocs:open`), Vue (`@ocs:open`) and older Svelte (`on:ocs:open`).
 * JSX takes one colon in a name: what has two there is listened to by `on` or spread, `{...{ 'onocs:message:sent': hear }}`.
 */
export type OcsChatListeners = {
  [Name in keyof OcsChatEvents as `on${Name | Capitalize<Name> | `:${Name}`}`]?: (event: CustomEvent<OcsChatEvents[Name]>) => unknown;
};

/** What `<ocs-chat>` takes in the markup of a framework, beside what that gives every element. */
export type OcsChatJsx = OcsChatAttributes & OcsChatOptions & OcsChatProperties & OcsChatListeners;

type With<Attributes> = OcsChatJsx & Omit<Attributes, keyof OcsChatJsx>;

type OcsChatEventMap = { [Name in keyof OcsChatEvents]: CustomEvent<OcsChatEvents[Name]> };

declare global {
  // They are heard on all that is around the element, too.
  interface GlobalEventHandlersEventMap extends OcsChatEventMap {}
  interface WindowEventMap extends OcsChatEventMap {}
  interface HTMLElementTagNameMap {
    'ocs-chat': OcsChatElement;
    'open-chat-studio-widget': OcsChatElement;
  }
  interface Window {
    /** There as soon as the widget's script has run. */
    ocsChat: { mount: typeof mount };
  }
}

// Each only where the framework is installed.
// @ts-ignore
declare module 'react' {
  namespace JSX {
    interface IntrinsicElements {
      // @ts-ignore
      'ocs-chat': With<DetailedHTMLProps<HTMLAttributes<OcsChatElement>, OcsChatElement>>;
      // @ts-ignore
      'open-chat-studio-widget': With<DetailedHTMLProps<HTMLAttributes<OcsChatElement>, OcsChatElement>>;
    }
  }
}
// @ts-ignore
declare module 'preact' {
  namespace JSX {
    interface IntrinsicElements {
      // @ts-ignore
      'ocs-chat': With<import('preact').HTMLAttributes<OcsChatElement>>;
      // @ts-ignore
      'open-chat-studio-widget': With<import('preact').HTMLAttributes<OcsChatElement>>;
    }
  }
}
// @ts-ignore
declare module 'solid-js/jsx-runtime' {
  namespace JSX {
    interface IntrinsicElements {
      // @ts-ignore
      'ocs-chat': With<HTMLAttributes<OcsChatElement>>;
      // @ts-ignore
      'open-chat-studio-widget': With<HTMLAttributes<OcsChatElement>>;
    }
  }
}
// @ts-ignore
declare module 'vue' {
  interface GlobalComponents {
    // @ts-ignore
    'ocs-chat': new () => { $props: With<HTMLAttributes & ReservedProps> };
    // @ts-ignore
    'open-chat-studio-widget': new () => { $props: With<HTMLAttributes & ReservedProps> };
  }
}
// @ts-ignore
declare module 'svelte/elements' {
  interface SvelteHTMLElements {
    // @ts-ignore
    'ocs-chat': With<HTMLAttributes<OcsChatElement>>;
    // @ts-ignore
    'open-chat-studio-widget': With<HTMLAttributes<OcsChatElement>>;
  }
}
