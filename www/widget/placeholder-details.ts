// Completes the placeholder window once the styles and texts of the application's window have loaded, so that the visitor does not
// see that one replace it: its title, icons, and the composer's placeholder and buttons.

import { createElement } from '../loader/dom.ts';
import type { PlaceholderWindow } from '../loader/placeholder-window.ts';
import { appearanceOf } from './appearance.ts';
import type { Options } from './options/types.ts';
import { withPageTexts } from './page-texts.ts';
import type { WidgetState } from './state.ts';

/** An icon with this path data, which is that in `src/ui/icons.rs`. */
function createIcon(path: string) {
  const [icon, line] = ['svg', 'path'].map((name) => document.createElementNS('http://www.w3.org/2000/svg', name));
  icon.setAttribute('viewBox', '0 0 24 24');
  line.setAttribute('d', path);
  icon.append(line);
  return icon;
}

/** The picture of a button that works as soon as the application runs. */
const createPicture = (isShown: unknown, name: string, path: string, className = 'quiet') =>
  isShown ? [createElement('span', { class: className, part: name }, createIcon(path))] : [];

export function addDetails({ frame, field }: PlaceholderWindow, state: WidgetState, texts: readonly AppText[]) {
  const { headerText, allowAttachments, allowFullScreen, disabled, enterBreaksLine } = appearanceOf(state) as unknown as Options & { enterBreaksLine: boolean };
  const [title, fieldHint, sendLabel, disabledHint] = ASSETS.windowTexts.map((index) => withPageTexts(state, texts)[index] as string);
  const [header, body, footer] = frame.children as unknown as HTMLElement[];
  const [heading, closeButton] = header.children;
  heading.textContent = headerText || title;
  heading.setAttribute('dir', 'auto');
  heading.after(...createPicture(allowFullScreen, 'full-screen', 'M9 4H4v5M15 4h5v5M9 20H4v-5M15 20h5v-5', 'quiet resize'));
  closeButton.className = 'quiet';
  closeButton.replaceChildren(createIcon('M6 6l12 12M18 6L6 18'));
  body.className = 'transcript';
  (body.lastElementChild as Element).className = 'main';
  footer.className = 'composer line';
  // The button for files takes the space that was reserved for it.
  footer.style.paddingInline = 'var(--column)';
  if (disabled) field.placeholder = disabledHint;
  field.placeholder ||= fieldHint;
  field.before(
    ...createPicture(allowAttachments, 'attach', 'M20 11.5l-8.1 8.1a5 5 0 0 1-7.1-7.1l8.5-8.5a3.3 3.3 0 0 1 4.7 4.7l-8.5 8.5a1.7 1.7 0 0 1-2.4-2.4l7.8-7.8'),
  );
  const sendButton = createElement('button', { class: 'send', part: 'send', 'aria-label': sendLabel }, createIcon('M12 19V5M5.5 11.5L12 5l6.5 6.5'));
  footer.append(sendButton);
  sendButton.onclick = () => {
    field.dispatchEvent(new KeyboardEvent('keydown', { key: 'Enter', ctrlKey: true, bubbles: true }));
    field.focus();
  };
  if (enterBreaksLine) {
    field.enterKeyHint = 'enter';
    field.addEventListener('keydown', (event) => event.ctrlKey || event.stopPropagation());
  }
  // A disabled field takes no focus.
  if (disabled && field.matches(':focus')) (closeButton as HTMLElement).focus();
  field.disabled = sendButton.disabled = disabled;
  const update = () => {
    sendButton.setAttribute('aria-disabled', String(!field.value.trim()));
    field.dir = field.value && 'auto';
    // The field grows with its text, by lines of 22 pixels.
    field.style.height = '';
    if (field.value) field.style.height = `${field.scrollHeight + 2}px`;
  };
  // The window handles the key before, and may empty the field.
  frame.addEventListener('keydown', update);
  frame.addEventListener('input', update);
  update();
}
