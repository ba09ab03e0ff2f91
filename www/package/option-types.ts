// The types of the options and properties that pages can set.
// Generated from www/widget/options/schema.json by `cargo xtask generate`: do not edit.

/** Options of a widget. As attributes they are written in lower case with dashes: `chatbot-id`. */
export interface OcsChatOptions {
  /** The chatbot that visitors talk to. The only required option. */
  chatbotId?: string;
  /** Key of the chatbot's channel for embedded widgets, sent as `X-Embed-Key`. */
  embedKey?: string | null;
  /**
   * Address of the Chat API.
   * @default "https://www.openchatstudio.com"
   */
  apiBaseUrl?: string;
  /** Your own id for the visitor, sent when a session starts. Each id has a conversation of its own. */
  userId?: string | null;
  /** The visitor's name, sent when a session starts. */
  userName?: string | null;
  /**
   * Whether the address of the page, which is sent when a session starts, includes the query (`?…`). The fragment
   * (`#…`) is never sent.
   * @default false
   */
  sendPageQuery?: boolean | 'true' | 'false';
  /**
   * Whether the visitor's browser may store anything. Without consent the chat lives as long as the page. As a property
   * it can be a function that returns `true` or `false`, or a promise for one of them; it is called again when the chat
   * is opened.
   * @default "granted"
   */
  consent?: 'granted' | 'pending' | boolean | (() => unknown);
  /** The one session to use. It is never replaced, and is stored for the tab only. */
  sessionId?: string | null;
  /** The token of that session. Another token takes effect without a restart while the session is open. */
  sessionToken?: string | null;
  /** Version of the chatbot, for visitors who are logged in to Open Chat Studio. */
  versionNumber?: number | string;
  /**
   * Whether the conversation is stored for the site (`true`), for the tab, or only for the page (`false`).
   * @default true
   */
  persistentSession?: boolean | 'true' | 'false' | 'tab';
  /**
   * How many minutes an idle conversation is stored; `0` for no limit.
   * @default 1440
   */
  persistentSessionExpire?: number | string;
  /**
   * Language of the interface. One of `am`, `ar`, `bn`, `de`, `en`, `es`, `fa`, `fr`, `hi`, `id`, `it`, `ja`, `ko`,
   * `nl`, `pl`, `pt`, `ru`, `sw`, `tr`, `uk`, `ur`, `vi`, `zh`.
   */
  language?: string | null;
  /**
   * JSON file with your own texts, by the keys of `www/locales/en.json`, and with `content.welcomeMessages`,
   * `content.starterQuestions`, `branding.buttonText` and `branding.headerText`.
   */
  translationsUrl?: string | null;
  /**
   * Whether the window is open. If the visitor left it open or closed on an earlier page, it stays so.
   * @default false
   */
  visible?: boolean | 'true' | 'false';
  /**
   * `kiosk` fills the positioned element around it: no button, no header, always open.
   * @default "standard"
   */
  mode?: 'standard' | 'kiosk';
  /**
   * What the Enter key does on touch screens: send the message, or break the line. Elsewhere Enter sends and
   * Shift+Enter breaks the line.
   * @default "send"
   */
  touchEnter?: 'send' | 'newline';
  /**
   * Whether the application is loaded before the visitor shows interest: when the page is idle, or at once. Never on
   * Save-Data or 2G.
   */
  preload?: 'idle' | 'eager';
  /**
   * A short text beside the button, for visitors who have not started a chat; `true` for the first welcome message. A
   * visitor who hides it does not see it again.
   */
  teaser?: string | boolean | null;
  /** How long the teaser waits: `20s`, `1.5m`. It is then shown once per visit. */
  teaserAfter?: string | number | null;
  /**
   * What the teaser waits for: `exit` (the mouse leaves the page at the top), `scroll:60%`, or both, whichever comes
   * first. It is then shown once per visit.
   */
  teaserOn?: string | null;
  /**
   * Whether a sound announces messages while the visitor does not see them. The visitor can turn it off.
   * @default false
   */
  sound?: boolean | 'true' | 'false';
  /**
   * Position of the button and the window on the screen. Both can be dragged, or moved with Shift and the arrow keys.
   * @default "right"
   */
  position?: 'left' | 'center' | 'right';
  /**
   * With `auto` the widget is dark where the page is: the nearest background or `color-scheme` around the element
   * decides. It stays light where the page sets the colours of `open-chat-studio-widget`.
   * @default "auto"
   */
  theme?: 'auto' | 'light' | 'dark';
  /** Text on the button. Without it the button has an icon only. */
  buttonText?: string | null;
  /** Shape of the button. */
  buttonShape?: 'round' | 'square';
  /** Address of the picture on the button. */
  iconUrl?: string | null;
  /**
   * Whether the button is shown.
   * @default true
   */
  showButton?: boolean | 'true' | 'false';
  /** Title of the window. */
  headerText?: string | null;
  /** The bot's first messages, in Markdown, above the conversation. */
  welcomeMessages?: string[] | string;
  /** Questions to choose from before the first message. */
  starterQuestions?: string[] | string;
  /**
   * Whether links such as `[Yes](reply:)` at the end of the newest answer are shown as buttons that send a reply.
   * @default false
   */
  quickReplies?: boolean | 'true' | 'false';
  /**
   * Which pictures in answers load without a request of the visitor: `ask` none, `always` all, or those of the listed
   * hosts (`media.example.org *.cdn.example`) and of your own site.
   */
  images?: string | string[] | null;
  /**
   * Whether code blocks that name their language are highlighted.
   * @default false
   */
  highlightCode?: boolean | 'true' | 'false';
  /**
   * Whether formulas in TeX in the bot's messages, such as `$x^2$`, are typeset.
   * @default false
   */
  formulas?: boolean | 'true' | 'false';
  /** Shown while the bot prepares an answer. */
  typingIndicatorText?: string | null;
  /** The question before a conversation is cleared. */
  newChatConfirmationMessage?: string | null;
  /** Placeholder of the text field. */
  placeholder?: string | null;
  /**
   * Whether visitors may send files.
   * @default false
   */
  allowAttachments?: boolean | 'true' | 'false';
  /**
   * Whether photos are sent as they are. Otherwise those above 1 MB are scaled down before, and lose their metadata.
   * @default false
   */
  keepPhotos?: boolean | 'true' | 'false';
  /**
   * Whether the window can fill the screen.
   * @default true
   */
  allowFullScreen?: boolean | 'true' | 'false';
  /**
   * Whether the conversation is read-only.
   * @default false
   */
  disabled?: boolean | 'true' | 'false';
  /**
   * Whether a button beside the text field writes into it what the visitor says, where the browser has speech
   * recognition.
   * @default false
   */
  dictation?: boolean | 'true' | 'false';
  /**
   * Whether each answer has a button that reads it aloud, in browsers with speech synthesis. An item of the menu turns
   * on reading of new answers.
   * @default false
   */
  readAloud?: boolean | 'true' | 'false';
  /**
   * Opening hours, with a time zone. Outside of them the conversation is read-only, and a banner says when the chat
   * opens.
   */
  hours?: string | null;
  /** Your own message in the window. */
  bannerMessage?: string | null;
  /**
   * Style of the banner. Screen readers announce warnings and errors at once.
   * @default "default"
   */
  bannerStyle?: 'default' | 'info' | 'warning' | 'error';
  /**
   * At the top of the window, or above the text field.
   * @default "top"
   */
  bannerPosition?: 'top' | 'bottom';
}

/** Values that can only be set as properties. */
export interface OcsChatProperties {
  /** Sent to the bot with the next message. */
  pageContext?: object | null;
  /**
   * Returns a token for a visitor who has to be logged in. Called when a session starts or its token is renewed, and
   * once more after a refusal.
   */
  authTokenProvider?: (request: { forceRefresh: boolean }) => string | null | undefined | Promise<string | null | undefined>;
}
