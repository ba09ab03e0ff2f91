// The demo page: presets and a configurator beside previews of a site with the widget, and the markup for what is chosen.

import { createElement } from '../loader/dom.ts';
import { IN_PAGE_API } from './chat-api/install.ts';
import { createControl, createPresetButton, createPropertyControl, fillButtonGroup } from './controls.ts';
import conversation from './chat-api/conversation.json';
import { CUSTOM_PROPERTIES, FIELD_GROUPS } from './fields.ts';
import { play } from './player.ts';
import { PRESETS } from './presets.ts';
import { Preview } from './preview.ts';
import { type SnippetKind, createSnippet } from './snippet.ts';

const SNIPPET_KINDS: [kind: SnippetKind, name: string][] = [
  ['script', 'Script tag'],
  ['element', 'Element'],
  ['npm', 'npm'],
];

const VIEWS: [view: string, name: string][] = [
  ['both', 'Both'],
  ['computer', 'Computer'],
  ['phone', 'Phone'],
];

const COLOR_SCHEMES: [value: string, name: string][] = [
  ['', 'Auto'],
  ['light', 'Light'],
  ['dark', 'Dark'],
];

/** An element of the page, which must be there. */
function find<Type extends HTMLElement = HTMLElement>(selector: string): Type {
  const element = document.querySelector<Type>(selector);
  if (!element) throw new Error(`The page has no ${selector}.`);
  return element;
}

const code = find('#snippet code');
const form = find('#options');
const previews = find('#previews');
const playButton = find('#play');
const playStatus = find('#play-status');

/** The options that specify the chatbot and its server, by attribute. No preset changes them. */
const connection = new Map<string, string>();
for (const { name, value } of find('main').attributes) if (name.startsWith('data-')) connection.set(name.slice(5), value);

let preset = PRESETS[0];
/** The options that are set, by attribute. */
let options = new Map<string, string>();
let customProperties = new Map<string, string>();
let colorScheme = '';
let kind: SnippetKind = 'script';
let playing: AbortController | undefined;

const computer = new Preview(find<HTMLIFrameElement>('[name=computer]'), false);
const phone = new Preview(find<HTMLIFrameElement>('[name=phone]'), true);

/** Placeholders in the snippet for the demo's chatbot if no server knows it. */
const PLACEHOLDERS = { 'chatbot-id': 'YOUR-CHATBOT-ID', 'embed-key': 'YOUR-EMBED-KEY' };

function snippet(): string {
  const shown = new Map(options);
  if (shown.get('api-base-url') === IN_PAGE_API) {
    shown.delete('api-base-url');
    for (const [name, value] of Object.entries(PLACEHOLDERS)) if (shown.get(name) === connection.get(name)) shown.set(name, value);
  }
  return createSnippet(kind, shown, Object.fromEntries(customProperties));
}

function update(): void {
  const configuration = { page: preset.page, options: new Map(options), customProperties: new Map(customProperties), colorScheme };
  computer.show(configuration);
  phone.show(configuration);
  code.replaceChildren(snippet());
  const api = options.get('api-base-url');
  find('#api-note').textContent =
    api === IN_PAGE_API
      ? 'A stand-in for the Chat API in this page gives the answers. What you write does not leave your browser.'
      : `The answers come from the Chat API at ${api ?? 'its default address'}. All previews show the same conversation, as the tabs of a site do.`;
}

const setOrDelete = (map: Map<string, string>, name: string, value: string) => (value ? map.set(name, value) : map.delete(name));

/** Fills the configurator with the current values. */
function showOptions(): void {
  const isOpen = [...form.children].map((details) => details.hasAttribute('open'));
  const groups = FIELD_GROUPS.map(({ title, fields }): [string, HTMLElement[]] => [
    title,
    fields.map((field) =>
      createControl(field, options.get(field.name) ?? '', (value) => {
        setOrDelete(options, field.name, value);
        update();
      }),
    ),
  ]);
  const properties = CUSTOM_PROPERTIES.map((property) =>
    createPropertyControl(property, customProperties.get(property.name) ?? '', (value) => {
      setOrDelete(customProperties, property.name, value);
      update();
    }),
  );
  groups.unshift(['Colours and sizes', properties]);
  form.replaceChildren(
    ...groups.map(([title, controls], index) => {
      const open: Record<string, string> = (isOpen[index] ?? index === 0) ? { open: '' } : {};
      return createElement('details', open, createElement('summary', {}, title), createElement('div', { class: 'fields' }, ...controls));
    }),
  );
}

function apply(index: number): void {
  playing?.abort();
  preset = PRESETS[index];
  options = new Map([...connection, ...Object.entries(preset.options)]);
  customProperties = new Map(Object.entries(preset.customProperties));
  showOptions();
  update();
}

/** Plays the conversation in the first preview that is displayed. The other one shows it, like another tab of a site. */
async function playConversation(): Promise<void> {
  const displayed = [computer, phone].filter(({ isDisplayed }) => isDisplayed);
  const widget = displayed[0]?.widget;
  if (!widget) return;
  for (const preview of displayed) preview.widget?.update({ visible: true });
  const { ar, en } = conversation.script;
  const messages = preset.page === 'site-ar.html' ? ar : en;
  playing = new AbortController();
  playButton.textContent = 'Stop';
  playStatus.textContent = '';
  try {
    await play(widget, messages, playing.signal);
    playStatus.textContent = 'The last answer fails on purpose: press “Try again”.';
  } catch {
    // Stopped, or the chat reports why it cannot send.
  }
  playButton.textContent = 'Play a conversation';
  playing = undefined;
}

find('#presets').append(
  ...PRESETS.map((one, index) =>
    createPresetButton(one, index === 0, () => {
      apply(index);
    }),
  ),
);

fillButtonGroup(
  find('#views'),
  VIEWS.map(([, name]) => name),
  (index) => {
    previews.dataset.view = VIEWS[index][0];
  },
);

fillButtonGroup(
  find('#schemes'),
  COLOR_SCHEMES.map(([, name]) => name),
  (index) => {
    colorScheme = COLOR_SCHEMES[index][0];
    document.documentElement.style.colorScheme = colorScheme;
    update();
  },
);

fillButtonGroup(
  find('#kinds'),
  SNIPPET_KINDS.map(([, name]) => name),
  (index) => {
    kind = SNIPPET_KINDS[index][0];
    code.replaceChildren(snippet());
  },
);

playButton.addEventListener('click', () => {
  if (playing) playing.abort();
  else void playConversation();
});

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

apply(0);
