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
   * Whether the visitor's browser may store anything. Without consent the conversation ends with the page. As a
   * property it can be a function that returns `true`, `false` or a promise for one of them; the function is called
   * again when the chat is opened.
   * @default "granted"
   */
  consent?: 'granted' | 'pending' | boolean | (() => unknown);
  /** The only session to use: the widget never replaces it. The conversation is stored for the tab only. */
  sessionId?: string | null;
  /** The token of `session-id`. Another token takes effect without a restart while the session is open. */
  sessionToken?: string | null;
  /** Version of the chatbot, for visitors who are logged in to Open Chat Studio. */
  versionNumber?: number | string;
  /**
   * Whether the conversation is stored for the site (`true`) or for the tab (`tab`), or kept for the page only
   * (`false`).
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
   * Address of a JSON file with your own texts. Its keys are those of `www/locales/en.json`, and
   * `content.welcomeMessages`, `content.starterQuestions`, `branding.buttonText` and `branding.headerText`.
   */
  translationsUrl?: string | null;
  /**
   * Whether the window is open. If the visitor has opened or closed it on an earlier page, that state takes precedence.
   * @default false
   */
  visible?: boolean | 'true' | 'false';
  /**
   * In `kiosk` mode the chat fills the positioned element around it, without a button or a header, and is always open.
   * A script tag adds its element at the end of `<body>`; to choose the place, use `<ocs-chat>`.
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
   * Whether the application is loaded before the visitor is about to use it: when the page is idle, or at once. Never
   * with Save-Data or on 2G.
   */
  preload?: 'idle' | 'eager';
  /**
   * A short text beside the button, for visitors who have not started a chat. `true` shows the first welcome message.
   * Visitors who have hidden the teaser do not see it again.
   */
  teaser?: string | boolean | null;
  /** Time before the teaser is shown, such as `20s` or `1.5m`. With this option it is shown once per visit. */
  teaserAfter?: string | number | null;
  /**
   * When the teaser is shown: at `exit` (the mouse leaves the page at the top), at `scroll:60%`, or, with both, at
   * whichever comes first. With this option it is shown once per visit.
   */
  teaserOn?: string | null;
  /**
   * Whether a sound announces messages that the visitor does not see. The visitor can turn it off.
   * @default false
   */
  sound?: boolean | 'true' | 'false';
  /**
   * Position of the button and the window on the screen. Both can be dragged, or moved with Shift and the arrow keys.
   * @default "right"
   */
  position?: 'left' | 'center' | 'right';
  /**
   * With `auto` the widget is dark if the page is: the nearest background or `color-scheme` around the element decides.
   * It stays light if the page sets colours of `open-chat-studio-widget`.
   * @default "auto"
   */
  theme?: 'auto' | 'light' | 'dark';
  /** Text on the button. Without it the button shows only an icon. */
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
   * Which pictures in answers load before the visitor asks for them: none (`ask`), all (`always`), or those of the
   * listed hosts (`media.example.org *.cdn.example`) and of your own site.
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
  /** Text that is shown while the bot prepares an answer, unless the server reports its progress. */
  typingIndicatorText?: string | null;
  /** Question that is asked before a conversation is cleared. */
  newChatConfirmationMessage?: string | null;
  /** Placeholder of the text field. */
  placeholder?: string | null;
  /**
   * Whether visitors may send files.
   * @default false
   */
  allowAttachments?: boolean | 'true' | 'false';
  /**
   * Whether photos are sent unchanged. Otherwise photos above 1 MB are scaled down before they are sent, and lose their
   * metadata.
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
   * Whether a button beside the text field writes down what the visitor says, in browsers with speech recognition.
   * @default false
   */
  dictation?: boolean | 'true' | 'false';
  /**
   * Whether each answer has a button that reads it aloud, in browsers with speech synthesis. With an item of the menu,
   * visitors can have new answers read aloud.
   * @default false
   */
  readAloud?: boolean | 'true' | 'false';
  /**
   * Opening hours and their time zone. Outside of the hours the conversation is read-only, and a banner says when the
   * chat opens.
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
   * Position of the banner: at the top of the window, or above the text field.
   * @default "top"
   */
  bannerPosition?: 'top' | 'bottom';
}

/** Values that can only be set as properties. */
export interface OcsChatProperties {
  /** Object that is sent to the bot with the next message. */
  pageContext?: object | null;
  /**
   * Function that returns an access token, for channels that require visitors to be logged in. It is called when a
   * session starts or its token is renewed, and once more if the server refuses the token.
   */
  authTokenProvider?: (request: { forceRefresh: boolean }) => string | null | undefined | Promise<string | null | undefined>;
}
