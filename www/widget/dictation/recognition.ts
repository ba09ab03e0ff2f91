// The parts of the Web Speech API that dictation uses, which TypeScript does not declare.

import type { TextKey } from '../texts/module-text.ts';

export interface SpeechRecognition extends EventTarget {
  lang: string;
  interimResults: boolean;
  start(): void;
  stop(): void;
  abort(): void;
}

/** https://webaudio.github.io/web-speech-api/#speechreco-event */
export interface ResultEvent extends Event {
  results: ArrayLike<ArrayLike<{ transcript: string }>>;
}

export interface ErrorEvent extends Event {
  error: string;
}

/** The text for each error code of the specification. Some browsers have the interface but not the service. */
const ERRORS: Record<string, TextKey | undefined> = {
  'no-speech': 'dictation.silence',
  'audio-capture': 'dictation.microphone',
  network: 'dictation.network',
  'not-allowed': 'dictation.denied',
  'service-not-allowed': 'dictation.unavailable',
  'language-not-supported': 'dictation.language',
};

/** Returns the key of the text for an error code. `aborted` means that another tab listens: the widget ignores its own aborts. */
export const errorText = (code: string): TextKey => ERRORS[code] ?? 'dictation.failed';

let isServiceRefused = false;
const unsupportedLanguages = new Set<string>();

/** Remembers errors that every further attempt on this page would repeat: in all languages, or in this one. */
export function rememberPermanentError(code: string, tag: string) {
  isServiceRefused ||= code === 'service-not-allowed';
  if (code === 'language-not-supported') unsupportedLanguages.add(tag);
}

/** Whether an attempt in a language would fail for the same reason as an earlier one on this page. */
export const willFail = (tag: string) => isServiceRefused || unsupportedLanguages.has(tag);
