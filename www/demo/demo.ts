// The demo page: a configurator with every option beside the widget, and the markup for the chosen options.

import { createElement } from '../loader/dom.ts';
import type { OcsChat } from '../loader/element.ts';
import { createControl, fillButtonGroup } from './controls.ts';
import { FIELD_GROUPS } from './fields.ts';
import { type SnippetKind, createSnippet } from './snippet.ts';
import { THEMES } from './themes.ts';

const SNIPPET_KINDS: [kind: SnippetKind, name: string][] = [
  ['script', 'Script tag'],
  ['element', 'Element'],
  ['npm', 'npm'],
];

/** An element of the page, which must be there. */
function find(selector: string): HTMLElement {
  const element = document.querySelector<HTMLElement>(selector);
  if (!element) throw new Error(`The page has no ${selector}.`);
  return element;
}

const script = find('script[data-chatbot-id]');
const code = find('#snippet code');
/** The options that are set, by attribute. */
const options = new Map<string, string>();
for (const { name, value } of script.attributes) if (name.startsWith('data-')) options.set(name.slice(5), value);
let theme = THEMES[0][1];
let kind: SnippetKind = 'script';

/** The widget's element, once the loader has created it. */
const widget = () => document.querySelector<OcsChat>('ocs-chat');

const snippet = () => createSnippet(kind, options, theme);
const showSnippet = () => code.replaceChildren(snippet());

function setOrRemove(element: HTMLElement | null, attribute: string, value: string): void {
  if (value) element?.setAttribute(attribute, value);
  else element?.removeAttribute(attribute);
}

/** Sets an option; to its default if the value is empty. */
function changeOption(name: string, value: string): void {
  if (value) options.set(name, value);
  else options.delete(name);
  const element = widget();
  setOrRemove(element, name, value);
  setOrRemove(script, `data-${name}`, value);
  // The page's layout leaves room for the window.
  if (name === 'position') document.body.dataset.corner = value;
  if (name === 'mode' && element) {
    const kiosk = find('#kiosk');
    kiosk.hidden = value !== 'kiosk';
    (kiosk.hidden ? document.body : kiosk).append(element);
  }
  showSnippet();
}

const form = find('#options');
for (const [index, { title, fields }] of FIELD_GROUPS.entries()) {
  const controls = fields.map((field) => createControl(field, options.get(field.name) ?? '', (value) => changeOption(field.name, value)));
  const isOpen: Record<string, string> = index === 0 ? { open: '' } : {};
  form.append(createElement('details', isOpen, createElement('summary', {}, title), createElement('div', { class: 'fields' }, ...controls)));
}

fillButtonGroup(
  find('#themes'),
  THEMES.map(([name]) => name),
  (index) => {
    const style = widget()?.style;
    for (const name of Object.keys(theme)) style?.removeProperty(name);
    theme = THEMES[index][1];
    for (const [name, value] of Object.entries(theme)) style?.setProperty(name, value);
    showSnippet();
  },
);

fillButtonGroup(
  find('#kinds'),
  SNIPPET_KINDS.map(([, name]) => name),
  (index) => {
    kind = SNIPPET_KINDS[index][0];
    showSnippet();
  },
);

find('#copy').addEventListener('click', async () => {
  try {
    await navigator.clipboard.writeText(snippet());
  } catch {
    // Insecure pages have no clipboard.
    getSelection()?.selectAllChildren(code);
    return;
  }
  const status = find('#copied');
  status.textContent = 'Copied';
  setTimeout(() => (status.textContent = ''), 2_000);
});
find('#open').addEventListener('click', () => widget()?.open());
showSnippet();
