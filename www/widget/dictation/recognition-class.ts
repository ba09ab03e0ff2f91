// The browser's class for speech recognition.

import type { SpeechRecognition } from './recognition.ts';

/** The class of the browser; `undefined` if it has none. */
export function recognitionClass(): (new () => SpeechRecognition) | undefined {
  const { SpeechRecognition, webkitSpeechRecognition } = window as unknown as Record<string, (new () => SpeechRecognition) | undefined>;
  return SpeechRecognition ?? webkitSpeechRecognition;
}
