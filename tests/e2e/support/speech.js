// Stand-ins for the browser's speech recognition and speech synthesis.

/** Replaces the speech recognition of the browser. `window.recognitions` lists all instances. */
export const mockRecognition = (page, name = 'webkitSpeechRecognition') =>
  page.addInitScript((className) => {
    window.recognitions = [];
    delete window.SpeechRecognition;
    delete window.webkitSpeechRecognition;
    window[className] = class extends EventTarget {
      calls = [];
      constructor() {
        super();
        window.recognitions.push(this);
      }
      start() {
        this.calls.push('start');
      }
      stop() {
        this.calls.push('stop');
      }
      abort() {
        this.calls.push('abort');
        this.report('error', { error: 'aborted' });
        this.report('end');
      }
      report(type, fields) {
        this.dispatchEvent(Object.assign(new Event(type), fields));
      }
      recognize(...texts) {
        this.report('result', { results: texts.map((transcript) => [{ transcript }]) });
      }
    };
  }, name);

/** The languages of the voices. */
export const VOICES = ['en-US', 'de-DE', 'ar-EG'];

/** Replaces the speech synthesis of the browser. `window.utterances` lists all utterances passed to it. */
export const mockSynthesis = (page, voices = VOICES) =>
  page.addInitScript((languages) => {
    window.utterances = [];
    window.cancelled = 0;
    window.voices = languages.map((lang) => ({ lang, name: lang, default: false, localService: true }));
    window.SpeechSynthesisUtterance = class extends EventTarget {
      lang = '';
      voice = null;
      constructor(text) {
        super();
        this.text = text;
      }
      report(type, fields) {
        this.dispatchEvent(Object.assign(new Event(type), fields));
      }
    };
    const synthesis = Object.assign(new EventTarget(), {
      getVoices: () => window.voices,
      speak: (utterance) => void window.utterances.push(utterance),
      cancel: () => {
        window.cancelled += 1;
      },
    });
    Object.defineProperty(window, 'speechSynthesis', { value: synthesis, configurable: true });
  }, voices);
