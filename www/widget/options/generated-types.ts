// The options after validation.
// Generated from www/widget/options/schema.json by `cargo xtask generate`: do not edit.

export interface Options {
  chatbotId: string;
  embedKey?: string;
  apiBaseUrl: string;
  userId?: string;
  userName?: string;
  sendPageQuery: boolean;
  consent: boolean | (() => unknown);
  sessionId?: string;
  sessionToken?: string;
  versionNumber?: number;
  persistentSession: boolean | 'tab';
  persistentSessionExpire: number;
  language?: string;
  translationsUrl?: string;
  visible: boolean;
  mode: 'standard' | 'kiosk';
  touchEnter: 'send' | 'newline';
  preload?: 'idle' | 'eager';
  teaser?: string;
  teaserAfter?: string;
  teaserOn?: string;
  sound: boolean;
  position: 'left' | 'center' | 'right';
  theme: 'auto' | 'light' | 'dark';
  buttonText?: string;
  buttonShape?: 'round' | 'square';
  iconUrl?: string;
  showButton: boolean;
  headerText?: string;
  welcomeMessages: string[];
  starterQuestions: string[];
  quickReplies: boolean;
  images?: string;
  highlightCode: boolean;
  formulas: boolean;
  typingIndicatorText?: string;
  newChatConfirmationMessage?: string;
  placeholder?: string;
  allowAttachments: boolean;
  keepPhotos: boolean;
  allowFullScreen: boolean;
  disabled: boolean;
  dictation: boolean;
  readAloud: boolean;
  hours?: string;
  bannerMessage?: string;
  bannerStyle: 'default' | 'info' | 'warning' | 'error';
  bannerPosition: 'top' | 'bottom';
}
