// Welcome messages, starter questions and the greeting in the placeholder window, at the places that they have in the application's window.

import { createElement } from '../../loader/dom.ts';

// No `div`: those of the placeholder window have styles of their own.
const createBox = (className: string, part: string, ...children: (Node | string)[]) => createElement('span', { class: className, part }, ...children);

/** The rows of welcome messages. Only the application renders Markdown, so they are shown as they are written. */
export const welcomeRows = (messages: string[]) =>
  messages
    .map((text) => text.trim())
    .filter(Boolean)
    .map((text) => {
      const message = createBox('bubble', 'message bot-message welcome-message', text);
      message.dir = 'auto';
      return createBox('row bot', 'row', message);
    });

/** The greeting of a page that has neither welcome messages nor starter questions. */
export const createGreeting = (text: string) => createBox('greeting', 'greeting', text);

/** Buttons for starter questions. `onChoice` receives the question that the visitor has pressed. */
export function starterButtons(questions: string[], onChoice: (question: string) => void) {
  const buttons = questions.map((question) => {
    const button = createElement('button', { class: 'starter', part: 'starter-question', dir: 'auto' }, question);
    button.onclick = () => onChoice(question);
    return button;
  });
  return createBox('starters', 'starter-questions', ...buttons);
}
