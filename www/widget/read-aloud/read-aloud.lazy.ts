// Reading aloud: speaks an answer when the visitor asks for it, and new answers if the visitor has turned that on. Loaded if the page
// sets `read-aloud`. The application renders the menu item and the buttons, without names and icons, and provides the text of an answer.

import { adoptStyles, createElement, createStyleSheet } from '../../loader/dom.ts';
import { afterPaint } from '../page/idle.ts';
import type { Options } from '../options/generated-types.ts';
import type { AnswerReader } from '../state/module-state.ts';
import { moduleText, type TextKey } from '../texts/module-text.ts';
import { hasChosen, storeChoice } from '../storage/choices.ts';
import { MARKS, splitSentences } from './sentences.ts';
import { createTurn } from './reading-turn.ts';
import { createSpeaker, type Sentence } from './speaker.ts';
import { chooseVoice, languageOfText } from './voices.ts';

const TEXTS = JSON.parse(ASSETS.readAloudTexts) as ModuleTexts;

/** Some browsers list their voices only after an event, and some never. */
const VOICES_TIMEOUT_MS = 1_000;
/** Longer answers are read up to here: about twenty minutes. */
const MAX_SPOKEN_CHARS = 20_000;

const ICONS = { start: 'M4 10v4h3l5 4V6l-5 4zM15.5 9a4.2 4.2 0 0 1 0 6M18 6.5a7.8 7.8 0 0 1 0 11', stop: 'M7 7h10v10H7z' };

const styles = createStyleSheet(ASSETS.readAloudStyles);

type PageTexts = Record<string, unknown> | undefined;

/**
 * Returns a reader of one widget; `undefined` in browsers without speech synthesis.
 *
 * @param isWindowOpen Whether the window is open.
 * @param onChange Called when the visitor has turned reading new answers on or off.
 */
export function createReader(root: ShadowRoot, isWindowOpen: () => boolean, onChange: () => void): AnswerReader | undefined {
  const synthesis = window.speechSynthesis;
  try {
    // The first call makes browsers load the list of voices.
    synthesis.getVoices();
    new window.SpeechSynthesisUtterance('');
  } catch {
    return undefined;
  }
  let options: Options;
  let key = '';
  let tag = '';
  let ownTexts: PageTexts;
  /** The answer that waits for the list of voices. */
  let waiting: number | undefined;
  /** Whether the last attempt has failed: new answers are not read until another has succeeded. */
  let hasFailed = false;
  /** Whether there was no voice for an answer. For new answers the message is shown once. */
  let hasLackedVoice = false;
  let timer: number | undefined;

  const text = (key: TextKey) => moduleText(TEXTS, key, tag, ownTexts);
  const isOn = () => hasChosen(key, options, 'readAloud');
  const turn = createTurn();
  /** The new answer that waits for this tab's turn. */
  let next: Sentence[] | undefined;
  const onSpoken = () => {
    if (current() === undefined) turn.end();
    renderButtons();
  };
  const speaker = createSpeaker(synthesis, onSpoken, (error) => {
    hasFailed = Boolean(error);
    if (error) show(/^(language|voice)-/.test(error) ? 'readAloud.voice' : 'readAloud.failed');
  });

  /** The id of the answer that is being read. */
  const current = () => waiting ?? speaker.entry();
  const buttons = () => root.querySelectorAll<HTMLElement>('.window [part=read-aloud]');

  /** Updates the names and icons of the buttons. */
  function renderButtons() {
    for (const button of buttons()) {
      const isReading = button.getAttribute('value') === String(current());
      const label = text(isReading ? 'readAloud.stop' : 'readAloud.start');
      if (button.title === label) continue;
      button.title = label;
      button.setAttribute('aria-label', label);
      button.classList.toggle('reading', isReading);
      button.querySelector('path')?.setAttribute('d', ICONS[isReading ? 'stop' : 'start']);
    }
  }

  function show(key?: TextKey) {
    const message = key ? text(key) : '';
    const status = root.querySelector('[part=read-aloud-status]');
    if (status) status.textContent = message;
    else if (message) {
      const added = createElement('p', { part: 'read-aloud-status', class: 'speech-status', role: 'status' });
      root.querySelector('.window [part=line]')?.before(added);
      // Screen readers announce only changes of a status that is already in the page.
      void afterPaint().then(() => (added.textContent = message));
    }
  }

  function stop() {
    const wasWaiting = waiting !== undefined;
    waiting = next = undefined;
    speaker.stop();
    window.removeEventListener('pagehide', stop);
    if (wasWaiting) renderButtons();
  }

  /** Stops when the answers are gone: a deleted conversation, a restart, an element that is removed. */
  function stopWithoutAnswers() {
    clearTimeout(timer);
    // The application replaces rows in several steps.
    if (current() !== undefined) timer = setTimeout(() => buttons().length || stop());
  }

  /** The sentences of an answer. Those for whose language the system has no voice are left out, with a message. */
  function prepare(entry: number, spoken: string, isNew: boolean): Sentence[] {
    const voices = synthesis.getVoices();
    const found = splitSentences(spoken.slice(0, MAX_SPOKEN_CHARS), tag);
    // The visitor has asked for an answer without words, such as emoji, whose names can be spoken.
    if (!found.length && !isNew) found.push(spoken.trim());
    const sentences = found.map((sentence) => {
      const lang = languageOfText(sentence, [tag, ...navigator.languages]);
      const words = sentence.replaceAll(MARKS.code, text('readAloud.code')).replaceAll(MARKS.link, text('readAloud.link'));
      return { entry, text: words, lang, voice: chooseVoice(voices, lang) };
    });
    const speakable = sentences.filter(({ voice }) => voice || !voices.length);
    if (speakable.length < sentences.length) {
      if (!isNew || !hasLackedVoice) show('readAloud.voice');
      hasLackedVoice = true;
    }
    return speakable;
  }

  /** Speaks sentences after those that are being spoken. */
  function speak(sentences: Sentence[]) {
    // Some browsers continue to speak on the next page.
    window.addEventListener('pagehide', stop);
    speaker.add(sentences);
  }

  async function start(entry: number, spoken: string) {
    stop();
    show();
    if (!synthesis.getVoices().length) {
      waiting = entry;
      renderButtons();
      await new Promise((resolve) => {
        synthesis.addEventListener('voiceschanged', resolve, { once: true });
        setTimeout(resolve, VOICES_TIMEOUT_MS);
      });
      if (waiting !== entry) return;
      waiting = undefined;
      renderButtons();
    }
    speak(prepare(entry, spoken, false));
  }

  /** Reads a new answer, after a current one. Returns what to announce in its place; `undefined` if it is not read. */
  function readNew(entry: number, spoken: string): string | undefined {
    const isListening = root.querySelector('[part=dictate].listening');
    const isAllowed = navigator.userActivation?.hasBeenActive !== false;
    if (!isOn() || !isWindowOpen() || document.hidden || isListening || !isAllowed || hasFailed) return undefined;
    const sentences = prepare(entry, spoken, true);
    if (!sentences.length) return undefined;
    if (turn.isTaken() || current() !== undefined) speak(sentences);
    else {
      next = [...(next ?? []), ...sentences];
      turn.take(`ocs-chat-reading ${key}`, (isOurs) => {
        const ready = next;
        next = undefined;
        if (isOurs && ready) speak(ready);
        else if (isOurs) turn.end();
      });
    }
    return text('readAloud.arrived');
  }

  // Typing and quick replies stop the reading, and so does dictation, which types.
  const on = (target: EventTarget, name: string, listener: (event: Event) => void) => target.addEventListener(name, listener, { capture: true });
  on(root, 'input', () => {
    stop();
    show();
  });
  on(root, 'click', (event) => (event.target as Element).closest('[part=dictate], [part=quick-reply]') && stop());
  on(root.host, 'ocs:close', stop);
  new MutationObserver(() => {
    renderButtons();
    stopWithoutAnswers();
  }).observe(root, { subtree: true, childList: true });
  adoptStyles(root, styles);

  return {
    update(newOptions, newKey, newTag, newTexts) {
      [options, key, tag, ownTexts] = [newOptions, newKey, newTag, newTexts];
    },
    menuLabel: () => text(isOn() ? 'readAloud.off' : 'readAloud.on'),
    read(entry, spoken, isNew) {
      if (isNew) return readNew(entry, spoken);
      if (entry === current()) stop();
      else start(entry, spoken).catch((error) => console.error(`ocs-chat: an answer could not be read aloud: ${error}`));
      return undefined;
    },
    toggle() {
      const isTurnedOn = !isOn();
      storeChoice(key, options, 'readAloud', isTurnedOn);
      hasFailed = false;
      hasLackedVoice = false;
      show();
      if (!isTurnedOn) stop();
      // The application is in the middle of a call.
      queueMicrotask(onChange);
    },
  };
}
