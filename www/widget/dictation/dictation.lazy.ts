// Dictation: adds a button next to the text field, which writes the visitor's speech into the field. Loaded if the page sets `dictation`.

import { adoptStyles, createElement, createStyleSheet } from '../../loader/dom.ts';
import { moduleText, type TextKey } from '../texts/module-text.ts';
import { MICROPHONE } from './microphone-icon.ts';
import { errorText, willFail, rememberPermanentError, type ErrorEvent, type ResultEvent, type SpeechRecognition } from './recognition.ts';
import { recognitionClass } from './recognition-class.ts';

const TEXTS = JSON.parse(ASSETS.dictationTexts) as ModuleTexts;

/** Recognition stops after this much silence: some browsers never stop by themselves. */
const SILENCE_TIMEOUT_MS = 15_000;
/** How long to wait for the last results after `stop()`: some browsers never dispatch `end`. */
const LAST_RESULTS_TIMEOUT_MS = 5_000;

const styles = createStyleSheet(ASSETS.dictationStyles);

type PageTexts = Record<string, unknown> | undefined;

function createIcon() {
  const create = (name: string, attributes: Record<string, string>) => {
    const element = document.createElementNS('http://www.w3.org/2000/svg', name);
    for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
    return element;
  };
  const icon = create('svg', { part: 'icon', viewBox: '0 0 24 24', 'aria-hidden': 'true', focusable: 'false' });
  icon.append(create('path', { d: MICROPHONE }));
  return icon;
}

/**
 * Shows the button in the composer, which is added the first time, or hides it. Does nothing in browsers without speech recognition.
 *
 * @param tag The visitor's language.
 * @param ownTexts The page's own texts.
 */
export function updateDictation(root: ShadowRoot, isEnabled: boolean | undefined, tag: string, ownTexts: PageTexts) {
  const field = root.querySelector<HTMLTextAreaElement>('.window textarea');
  const send = root.querySelector('.window [part~=send]');
  const button = root.querySelector<HTMLElement>('[part~=dictate]');
  const Recognition = recognitionClass();
  if (button) button.hidden = !isEnabled;
  else if (isEnabled && field && send && Recognition && !willFail(tag)) addButton(root, field, send, Recognition, tag, ownTexts);
}

function addButton(root: ShadowRoot, field: HTMLTextAreaElement, send: Element, Recognition: new () => SpeechRecognition, tag: string, ownTexts: PageTexts) {
  const text = (key: TextKey) => moduleText(TEXTS, key, tag, ownTexts);
  const button = createElement('button', { part: 'dictate', class: 'quiet', type: 'button' }, createIcon());
  const status = createElement('p', { part: 'dictation-status', class: 'speech-status', role: 'status' });
  let stop: (() => unknown) | undefined;

  const show = (isListening: boolean, message: string) => {
    const label = text(isListening ? 'dictation.stop' : 'dictation.start');
    button.setAttribute('aria-label', label);
    button.title = label;
    button.classList.toggle('listening', isListening);
    status.textContent = message;
  };

  const write = (value: string) => {
    field.value = value;
    field.dispatchEvent(new Event('input', { bubbles: true }));
    field.setSelectionRange(value.length, value.length);
    field.scrollTop = field.scrollHeight;
  };

  function listen() {
    let recognition: SpeechRecognition;
    try {
      recognition = new Recognition();
    } catch {
      return show(false, text('dictation.failed'));
    }
    const disposal = new AbortController();
    const { signal } = disposal;
    // Chinese and Japanese have no spaces.
    const before = /\S$/.test(field.value) && !/^(zh|ja)/i.test(tag) ? `${field.value} ` : field.value;
    let message = '';
    let isWriting = false;
    /** The value of the field unless something else has changed it. */
    let expectedValue = field.value;
    /** `false` while the browser asks for permission to use the microphone. */
    let hasStarted = false;
    let isStopping = false;
    let timer: number | undefined;
    const end = () => {
      clearTimeout(timer);
      disposal.abort();
      stop = undefined;
      show(false, message);
    };
    const abort = () => {
      end();
      try {
        recognition.abort();
      } catch {
        // Some browsers throw if recognition is not running.
      }
    };
    /** Stops recognition but waits for its last results. A second call does not wait for them: it starts again. */
    const stopGracefully = () => {
      if (!hasStarted || isStopping) {
        abort();
        return isStopping && listen();
      }
      isStopping = true;
      show(false, '');
      clearTimeout(timer);
      timer = setTimeout(abort, LAST_RESULTS_TIMEOUT_MS);
      try {
        recognition.stop();
      } catch {
        abort();
      }
    };
    stop = stopGracefully;
    const onActivity = () => {
      hasStarted = true;
      if (isStopping) return;
      clearTimeout(timer);
      timer = setTimeout(stopGracefully, SILENCE_TIMEOUT_MS);
    };
    recognition.lang = tag;
    recognition.interimResults = true;
    const on = (target: EventTarget, name: string, listener: (event: Event) => void) => target.addEventListener(name, listener, { signal });
    on(recognition, 'result', (event) => {
      // Editing a failed message, or the page's `prefill()`, sets the field without an event.
      if (field.value !== expectedValue) return abort();
      onActivity();
      isWriting = true;
      expectedValue =
        before +
        Array.from((event as ResultEvent).results, (result) => result[0].transcript)
          .join('')
          .trimStart();
      write(expectedValue);
      isWriting = false;
    });
    for (const name of ['start', 'audiostart', 'speechstart']) on(recognition, name, onActivity);
    on(recognition, 'error', (event) => {
      const { error } = event as ErrorEvent;
      message = text(errorText(error));
      rememberPermanentError(error, tag);
      end();
    });
    on(recognition, 'end', end);
    // Sending, closing, typing and leaving abort recognition: the text in the field stays, and nothing is added.
    on(field, 'input', () => isWriting || abort());
    on(field, 'keydown', (event) => (event as KeyboardEvent).key === 'Enter' && abort());
    on(field.form as HTMLFormElement, 'submit', abort);
    on(root, 'click', ({ target }) => (target as Element).matches('[part~=quick-reply],[part~=starter-question]') && abort());
    on(root.host, 'ocs:close', abort);
    on(document, 'visibilitychange', abort);
    // The field is disabled or was removed by a restart, or the page has turned dictation off.
    const observer = new MutationObserver(() => (field.disabled || !field.isConnected || button.hidden) && abort());
    observer.observe(root, { subtree: true, childList: true, attributeFilter: ['disabled', 'hidden'] });
    signal.addEventListener('abort', () => observer.disconnect());
    show(true, text('dictation.listening'));
    try {
      recognition.start();
    } catch {
      message = text('dictation.failed');
      end();
    }
  }

  button.onclick = () => {
    if (stop) stop();
    else if (willFail(tag)) button.remove();
    else listen();
  };
  new MutationObserver(() => {
    button.toggleAttribute('disabled', field.disabled);
  }).observe(field, { attributeFilter: ['disabled'] });
  button.toggleAttribute('disabled', field.disabled);
  // The message is outdated once the visitor types.
  field.addEventListener('input', () => stop || show(false, ''));
  adoptStyles(root, styles);
  show(false, '');
  send.before(button);
  send.parentElement?.before(status);
}
