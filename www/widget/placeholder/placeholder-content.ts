// Completes the placeholder window (title, icons, the composer's placeholder text and buttons) once the styles and texts of the
// application's window have loaded, so that the visitor does not notice the replacement.

import { createElement } from '../../loader/dom.ts';
import type { PlaceholderWindow } from '../../loader/placeholder-window.ts';
import { updatableOptions } from '../appearance/updatable-options.ts';
import { MICROPHONE } from '../dictation/microphone-icon.ts';
import { recognitionClass } from '../dictation/recognition-class.ts';
import type { Options } from '../options/generated-types.ts';
import { readConversation } from '../storage/stored-conversation.ts';
import { pageTextsOf, withPageTexts } from '../texts/page-texts.ts';
import type { ElementState } from '../state/element-state.ts';
import type { ModuleState } from '../state/module-state.ts';
import { createGreeting, starterButtons, welcomeRows } from './welcome.ts';

/** The options that the placeholder window shows. */
type Appearance = Omit<Options, 'sound'> & { enterBreaksLine: boolean; kiosk: boolean; bannerAtBottom: boolean; sound?: boolean };

/** An icon with this path data, from src/ui/icons.rs. */
function createIcon(path: string) {
  const [icon, line] = ['svg', 'path'].map((name) => document.createElementNS('http://www.w3.org/2000/svg', name));
  icon.setAttribute('viewBox', '0 0 24 24');
  icon.setAttribute('aria-hidden', 'true');
  line.setAttribute('d', path);
  icon.append(line);
  return icon;
}

/** Creates an element that looks like a button of the application's window, and does nothing. */
const createButtonPlaceholder = (isShown: unknown, name: string, path: string, className = 'quiet') =>
  isShown ? [createElement('span', { class: className, part: name }, createIcon(path))] : [];

export function addDetails({ frame, field, queue }: PlaceholderWindow, state: ElementState & ModuleState, texts: readonly AppText[]) {
  const {
    headerText,
    allowAttachments,
    allowFullScreen,
    disabled,
    enterBreaksLine,
    kiosk,
    welcomeMessages,
    starterQuestions,
    bannerMessage,
    bannerStyle,
    bannerAtBottom,
    sound,
  } = updatableOptions(state) as unknown as Appearance;
  const [title, fieldHint, sendLabel, disabledHint, fieldLabel, greetingText] = ASSETS.windowTexts.map((index) => withPageTexts(state, texts)[index] as string);
  const [header, body, footer] = frame.children as unknown as HTMLElement[];
  const [heading, closeButton] = header.children;
  const options = state.options as Options;
  const { hasMessages: isContinued, chatbotName } = readConversation(state.keys[0], options);
  heading.textContent = headerText || chatbotName || title;
  heading.setAttribute('dir', 'auto');
  frame.setAttribute('aria-label', heading.textContent);
  field.setAttribute('aria-label', fieldLabel);
  heading.after(
    ...createButtonPlaceholder(isContinued && !options.sessionId, 'new-chat', ASSETS.icons.plus),
    ...createButtonPlaceholder(isContinued || sound !== undefined || (options.readAloud && window.speechSynthesis), 'menu', ASSETS.icons.more),
    ...createButtonPlaceholder(allowFullScreen, 'full-screen', ASSETS.icons.expand, 'quiet resize'),
  );
  closeButton.className = 'quiet';
  closeButton.replaceChildren(createIcon(ASSETS.icons.close));
  body.className = 'transcript';
  (body.lastElementChild as Element).className = 'main';
  if (bannerMessage) {
    const banner = createElement('span', { class: `banner ${bannerStyle}`, part: 'banner', dir: 'auto' }, bannerMessage);
    (bannerAtBottom ? footer : body).before(banner);
  }
  footer.className = 'composer line';
  // The styles in launcher.css reserve space for the attach button, which exists now.
  footer.style.paddingInline = 'max(12px, var(--gutter))';
  if (disabled) field.placeholder = disabledHint;
  field.placeholder ||= fieldHint;
  field.before(
    ...createButtonPlaceholder(allowAttachments, 'attach', ASSETS.icons.attach),
    ...createButtonPlaceholder(kiosk && !options.sessionId && !disabled, 'new-chat', ASSETS.icons.plus),
  );
  const sendButton = createElement('button', { class: 'send', part: 'send', 'aria-label': sendLabel }, createIcon(ASSETS.icons.send));
  footer.append(...createButtonPlaceholder(options.dictation && recognitionClass(), 'dictate', MICROPHONE), sendButton);
  sendButton.onclick = () => {
    field.dispatchEvent(new KeyboardEvent('keydown', { key: 'Enter', ctrlKey: true, bubbles: true }));
    field.focus();
  };
  if (enterBreaksLine) {
    field.enterKeyHint = 'enter';
    field.addEventListener('keydown', (event) => event.key !== 'Enter' || event.ctrlKey || event.stopPropagation());
  }
  // A disabled field cannot keep the focus.
  if (disabled && field.matches(':focus')) (closeButton as HTMLElement).focus();
  field.disabled = sendButton.disabled = disabled;
  const update = () => {
    sendButton.setAttribute('aria-disabled', String(!field.value.trim()));
    field.dir = field.value && 'auto';
    // The field grows with its text, by lines of 22 pixels.
    field.style.height = '';
    if (field.value) field.style.height = `${field.scrollHeight + 2}px`;
  };
  const status = body.querySelector('output') as Element;
  const starters = starterButtons(starterQuestions, (question) => {
    queue.push(question);
    status.before(createElement('p', {}, question));
    showSent();
    field.focus();
  });
  const greeting = createGreeting(greetingText);
  /** Scrolls to what the visitor has sent. The greeting and starter questions are only shown before the first message. */
  const showSent = () => {
    if (!body.querySelector('p')) return;
    greeting.remove();
    starters.remove();
    body.scrollTop = body.scrollHeight;
  };
  // They are not shown if the application would replace them: with the messages of an earlier conversation, or with texts of the page that
  // have not loaded.
  if (!options.sessionId && !isContinued && (!options.translationsUrl || pageTextsOf(state))) {
    body.prepend(...welcomeRows(welcomeMessages));
    if (!disabled) {
      if (starterQuestions.length) status.before(starters);
      else if (!welcomeMessages.length) status.before(greeting);
    }
  }
  showSent();
  frame.addEventListener(
    'keydown',
    (event) => {
      // A key that is held down may have chosen a question, which moves the focus to the field.
      if (event.key !== 'Enter' || !event.repeat || event.shiftKey || enterBreaksLine) return;
      event.preventDefault();
      event.stopPropagation();
    },
    true,
  );
  // Called after the window's own listener for the key, which may empty the field.
  frame.addEventListener('keydown', (event) => {
    update();
    if (event.key === 'Enter') showSent();
  });
  frame.addEventListener('input', update);
  update();
  // The details may have moved it out of a low window.
  if (field.matches(':focus')) field.scrollIntoView({ block: 'nearest' });
}
