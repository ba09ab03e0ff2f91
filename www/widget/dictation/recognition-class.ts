// The browser's class for speech recognition.

import type { SpeechRecognition } from './recognition.ts';

/** Returns the class; `undefined` if the browser has none. */
export function recognitionClass(): (new () => SpeechRecognition) | undefined {
  const { SpeechRecognition, webkitSpeechRecognition } = window as unknown as Record<string, (new () => SpeechRecognition) | undefined>;
  return SpeechRecognition ?? webkitSpeechRecognition;
}
