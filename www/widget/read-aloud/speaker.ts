// Speaks sentences one after the other. Does not use the browser's queue: on some systems, speech cannot be stopped before the end of
// a sentence.

/** A sentence of an answer. */
export interface Sentence {
  /** The id of the answer. */
  entry: number;
  text: string;
  lang: string;
  /** `undefined`: the system's choice for the language. */
  voice: SpeechSynthesisVoice | undefined;
}

/** Some browsers do not report that they cannot speak. */
const START_TIMEOUT_MS = 10_000;
/** Some browsers do not report the end of a sentence. */
const END_TIMEOUT_MS = 60_000;

/** Stops the widget of this page that is speaking. */
let stopCurrent: (() => void) | undefined;

/**
 * @param onChange Called when another answer is being spoken, or none any more.
 * @param onEnd Called after each sentence, with the error code of the specification if it has failed. A failure ends the queue.
 */
export function createSpeaker(synthesis: SpeechSynthesis, onChange: () => void, onEnd: (error?: string) => void) {
  let queue: Sentence[] = [];
  let current: { entry: number; utterance: SpeechSynthesisUtterance } | undefined;
  let timer: number | undefined;

  function stop() {
    if (!current) return;
    current = undefined;
    queue = [];
    stopCurrent = undefined;
    clearTimeout(timer);
    synthesis.cancel();
    onChange();
  }

  function fail(error: string) {
    stop();
    onEnd(error);
  }

  function speakNext() {
    clearTimeout(timer);
    const before = current?.entry;
    const sentence = queue.shift();
    if (sentence) speak(sentence);
    else stopCurrent = current = undefined;
    if (current?.entry !== before) onChange();
  }

  function speak({ entry, text, lang, voice }: Sentence) {
    const utterance = new window.SpeechSynthesisUtterance(text);
    // Keeps a reference: Chromium dispatches no events for an utterance without one.
    const speaking = { entry, utterance };
    current = speaking;
    utterance.lang = voice?.lang.replaceAll('_', '-') ?? lang;
    if (voice) utterance.voice = voice;
    const on = (name: string, listener: (event: Event) => void) => utterance.addEventListener(name, (event) => current === speaking && listener(event));
    on('start', () => {
      clearTimeout(timer);
      timer = setTimeout(() => current === speaking && fail('synthesis-failed'), END_TIMEOUT_MS);
    });
    on('end', () => {
      onEnd();
      speakNext();
    });
    on('error', (event) => {
      const { error } = event as SpeechSynthesisErrorEvent;
      // The page, or the system, has stopped it.
      if (error === 'canceled' || error === 'interrupted') stop();
      else fail(error);
    });
    timer = setTimeout(() => current === speaking && fail('synthesis-failed'), START_TIMEOUT_MS);
    try {
      synthesis.speak(utterance);
    } catch {
      fail('synthesis-failed');
    }
  }

  return {
    /** The id of the answer that is spoken. */
    entry: () => current?.entry,
    stop,
    /** Speaks these sentences after those that are waiting. */
    add(sentences: Sentence[]) {
      queue.push(...sentences);
      if (current || !queue.length) return;
      if (stopCurrent !== stop) stopCurrent?.();
      stopCurrent = stop;
      speakNext();
    },
  };
}
