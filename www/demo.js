// The demo page: every option beside the widget that it changes, and the markup that says the same.

/**
 * @typedef {object} Field
 * @property {string} name Of the attribute.
 * @property {string} label
 * @property {string[]} [choices] The first is what it is unless set.
 * @property {boolean} [yes] What it is unless set, where it is yes or no.
 * @property {string} [example]
 */

/** @type {[string, Field[]][]} */
const GROUPS = [
  ['Look', [
    { name: 'theme', label: 'Theme', choices: ['auto', 'light', 'dark'] },
    { name: 'position', label: 'Corner', choices: ['right', 'center', 'left'] },
    { name: 'button-text', label: 'Text on the button', example: 'Ask us' },
    { name: 'button-shape', label: 'Shape of the button', choices: ['', 'round', 'square'] },
    { name: 'icon-url', label: 'Picture on the button', example: 'https://…/icon.svg' },
    { name: 'show-button', label: 'Show the button', yes: true },
    { name: 'header-text', label: 'Title of the window', example: 'Help' },
    { name: 'allow-full-screen', label: 'Can fill the screen', yes: true },
    { name: 'mode', label: 'Mode', choices: ['standard', 'kiosk'] },
  ]],
  ['What it says', [
    { name: 'language', label: 'Language', choices: ['', 'am', 'ar', 'bn', 'de', 'en', 'es', 'fa', 'fr', 'hi', 'id', 'it', 'ja', 'ko', 'nl', 'pl', 'pt', 'ru', 'sw', 'tr', 'uk', 'ur', 'vi', 'zh'] },
    { name: 'welcome-messages', label: 'Welcome messages', example: '["Hello!"]' },
    { name: 'starter-questions', label: 'Starter questions', example: '["Where is my order?"]' },
    { name: 'teaser', label: 'Teaser beside the button', example: 'Any questions?' },
    { name: 'banner-message', label: 'Banner', example: 'We are closed today.' },
    { name: 'banner-style', label: 'Kind of banner', choices: ['default', 'info', 'warning', 'error'] },
    { name: 'banner-position', label: 'Place of the banner', choices: ['top', 'bottom'] },
    { name: 'typing-indicator-text', label: 'While the bot works', example: 'One moment…' },
    { name: 'new-chat-confirmation-message', label: 'Before a new chat', example: 'Begin anew?' },
    { name: 'translations-url', label: 'Texts of your own', example: 'https://…/texts.json' },
  ]],
  ['What it does', [
    { name: 'visible', label: 'Open', yes: false },
    { name: 'allow-attachments', label: 'Takes files', yes: false },
    { name: 'sound', label: 'Can be heard', yes: false },
    { name: 'disabled', label: 'Can only be read', yes: false },
    { name: 'preload', label: 'Fetch the application', choices: ['', 'idle', 'eager'] },
    { name: 'persistent-session', label: 'Keep the conversation', choices: ['true', 'tab', 'false'] },
    { name: 'persistent-session-expire', label: 'For minutes', example: '1440' },
    { name: 'consent', label: 'Consent to storing', choices: ['granted', 'pending'] },
  ]],
  ['Whom it connects', [
    { name: 'chatbot-id', label: 'Chatbot' },
    { name: 'embed-key', label: 'Embed key' },
    { name: 'api-base-url', label: 'Server' },
    { name: 'version-number', label: 'Version of the chatbot', example: '3' },
    { name: 'user-id', label: 'Id of the visitor', example: '42' },
    { name: 'user-name', label: 'Name of the visitor', example: 'Ann' },
    { name: 'session-id', label: 'Session' },
    { name: 'session-token', label: 'Token of the session' },
  ]],
];

/** @type {[string, Record<string, string>][]} What a page's styles can set. */
const THEMES = [
  ['Indigo', {}],
  ['Forest', { '--ocs-accent': '#0b6e4f', '--ocs-radius': '8px' }],
  ['Plum', { '--ocs-accent': '#8e2a6b', '--ocs-radius': '24px' }],
  ['Ink', { '--ocs-accent': '#24292f', '--ocs-on-accent': '#fff', '--ocs-radius': '2px', '--ocs-font': 'Georgia, serif' }],
  ['Compact', { '--ocs-density': '0.75', '--ocs-width': '340px', '--ocs-height': '520px' }],
];

/** @param {string} selector */
const find = (selector) => /** @type {HTMLElement} */ (document.querySelector(selector));
/** @param {string} name @param {Record<string, string>} attributes @param {(Node | string)[]} children */
function make(name, attributes, ...children) {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
  element.append(...children);
  return element;
}

const line = find('script[data-chatbot-id]');
/** @type {Map<string, string>} What is set now, by name. */
const set = new Map();
for (const { name, value } of line.attributes) if (name.startsWith('data-')) set.set(name.slice(5), value);
let theme = 0;
let kind = 'script';

const chat = () => /** @type {HTMLElement | null} */ (document.querySelector('ocs-chat'));

/** @param {string} text */
const escaped = (text) => text.replace(/&/g, '&amp;').replace(/"/g, '&quot;').replace(/</g, '&lt;');
/** @param {string} name */
const camel = (name) => name.replace(/-./g, (dashed) => dashed[1].toUpperCase());

/** What says on a page what is set here. */
function snippet() {
  const [, styles] = THEMES[theme];
  const rules = Object.entries(styles).map(([name, value]) => `  ${name}: ${value};`);
  const css = rules.length ? `<style>\nocs-chat {\n${rules.join('\n')}\n}\n</style>\n` : '';
  const src = 'https://cdn.jsdelivr.net/npm/ocs-chat@1/embed.js';
  const listed = (/** @type {string} */ before) => [...set].map(([name, value]) => `\n  ${before}${name}="${escaped(value)}"`).join('');
  if (kind === 'script') return `${css}<script async src="${src}"${listed('data-')}></script>`;
  if (kind === 'element') return `${css}<script async src="${src}"></script>\n<ocs-chat${listed('')}></ocs-chat>`;
  const options = [...set].map(([name, value]) => `\n  ${camel(name)}: ${JSON.stringify(value)},`).join('');
  return `// npm install ocs-chat\nimport { mount } from 'ocs-chat';\n\nmount({${options}\n});${css ? `\n\n/* and in the page's styles */\n${css.replace(/<\/?style>\n/g, '')}` : ''}`;
}

const code = find('#snippet code');
const show = () => code.replaceChildren(snippet());

/** @param {string} name @param {string} value Nothing for what it is unless set. */
function change(name, value) {
  if (value) set.set(name, value);
  else set.delete(name);
  const element = chat();
  // The widget itself may not be there yet.
  const places = /** @type {[HTMLElement | null, string][]} */ ([[element, name], [line, `data-${name}`]]);
  for (const [where, as] of places) {
    if (value) where?.setAttribute(as, value);
    else where?.removeAttribute(as);
  }
  if (name === 'mode' && element) {
    // It fills what is around it, and has no button to close it.
    const kiosk = find('#kiosk');
    kiosk.hidden = value !== 'kiosk';
    (kiosk.hidden ? document.body : kiosk).append(element);
  }
  show();
}

/** @param {Field} field */
function control({ name, label, choices, yes, example }) {
  const id = `option-${name}`;
  const value = set.get(name) ?? '';
  if (yes !== undefined) {
    const box = /** @type {HTMLInputElement} */ (make('input', { type: 'checkbox', id }));
    box.checked = value ? value !== 'false' : yes;
    box.addEventListener('change', () => change(name, box.checked === yes ? '' : String(box.checked)));
    return make('label', { class: 'option is-box', for: id }, box, make('span', {}, label), make('code', {}, name));
  }
  const field = choices
    ? make('select', { id }, ...choices.map((choice, at) => make('option', { value: at ? choice : '', ...(choice === value ? { selected: '' } : {}) }, choice || 'as it comes')))
    : make('input', { id, value, placeholder: example ?? '', spellcheck: 'false', autocomplete: 'off' });
  const input = /** @type {HTMLInputElement} */ (field);
  input.addEventListener(choices ? 'change' : 'input', () => change(name, input.value.trim()));
  return make('label', { class: 'option', for: id }, make('span', {}, label), make('code', {}, name), field);
}

const form = find('#options');
for (const [at, [title, fields]] of GROUPS.entries()) {
  const group = make('details', at === 0 ? { open: '' } : {}, make('summary', {}, title), make('div', { class: 'fields' }, ...fields.map(control)));
  form.append(group);
}

/**
 * A row of buttons of which one is pressed.
 *
 * @param {string} place
 * @param {string[]} names
 * @param {(at: number) => void} choose
 */
function row(place, names, choose) {
  const buttons = names.map((name, at) => {
    const button = make('button', { type: 'button', 'aria-pressed': String(at === 0) }, name);
    button.addEventListener('click', () => {
      buttons.forEach((one) => one.setAttribute('aria-pressed', String(one === button)));
      choose(at);
      show();
    });
    return button;
  });
  find(place).append(...buttons);
}

row('#themes', THEMES.map(([name]) => name), (at) => {
  const element = chat();
  for (const name of Object.keys(THEMES[theme][1])) element?.style.removeProperty(name);
  theme = at;
  for (const [name, value] of Object.entries(THEMES[theme][1])) element?.style.setProperty(name, value);
});
const KINDS = ['script', 'element', 'npm'];
row('#kinds', ['Script tag', 'Element', 'npm'], (at) => {
  kind = KINDS[at];
});

const copy = find('#copy');
copy.addEventListener('click', async () => {
  try {
    await navigator.clipboard.writeText(snippet());
  } catch {
    // Pages that are not secure have no clipboard.
    getSelection()?.selectAllChildren(code);
    return;
  }
  copy.textContent = 'Copied';
  setTimeout(() => (copy.textContent = 'Copy'), 2_000);
});
find('#open').addEventListener('click', () => /** @type {any} */ (chat())?.open());
show();
