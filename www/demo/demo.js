// The demo page: every option beside the widget that it changes, and the markup that says the same.

/**
 * @typedef {object} Field
 * @property {string} name Of the attribute.
 * @property {string} label
 * @property {string[]} [choices] The first is what it is unless set.
 * @property {boolean} [yes] What it is unless set, where it is yes or no.
 * @property {string} [example]
 * @property {string} [pattern] What fits.
 * @property {boolean} [lines] Whether each line is a text of its own.
 */

const UUID = '[0-9a-fA-F]{8}-?([0-9a-fA-F]{4}-?){3}[0-9a-fA-F]{12}';
const ADDRESS = '(https?://|/).*';
const NUMBER = '[0-9]+';


/** @type {[string, Field[]][]} */
const GROUPS = [
  ['Look', [
    { name: 'theme', label: 'Theme', choices: ['auto', 'light', 'dark'] },
    { name: 'position', label: 'Corner', choices: ['right', 'center', 'left'] },
    { name: 'button-text', label: 'Text on the button', example: 'Ask us' },
    { name: 'button-shape', label: 'Shape of the button', choices: ['', 'round', 'square'] },
    { name: 'icon-url', label: 'Picture on the button', example: 'https://…/icon.svg', pattern: ADDRESS },
    { name: 'show-button', label: 'Show the button', yes: true },
    { name: 'header-text', label: 'Title of the window', example: 'Help' },
    { name: 'allow-full-screen', label: 'Can fill the screen', yes: true },
    { name: 'mode', label: 'Mode', choices: ['standard', 'kiosk'] },
  ]],
  ['What it says', [
    { name: 'language', label: 'Language', choices: ['', 'am', 'ar', 'bn', 'de', 'en', 'es', 'fa', 'fr', 'hi', 'id', 'it', 'ja', 'ko', 'nl', 'pl', 'pt', 'ru', 'sw', 'tr', 'uk', 'ur', 'vi', 'zh'] },
    { name: 'welcome-messages', label: 'Welcome messages, a line each', example: 'Hello!', lines: true },
    { name: 'starter-questions', label: 'Starter questions, a line each', example: 'Where is my order?', lines: true },
    { name: 'teaser', label: 'Teaser beside the button', example: 'Any questions?' },
    { name: 'banner-message', label: 'Banner', example: 'We are closed today.' },
    { name: 'banner-style', label: 'Kind of banner', choices: ['default', 'info', 'warning', 'error'] },
    { name: 'banner-position', label: 'Place of the banner', choices: ['top', 'bottom'] },
    { name: 'typing-indicator-text', label: 'While the bot works', example: 'One moment…' },
    { name: 'new-chat-confirmation-message', label: 'Question before a new chat', example: 'Begin anew?' },
    { name: 'translations-url', label: 'Texts of your own', example: 'https://…/texts.json', pattern: ADDRESS },
  ]],
  ['What it does', [
    { name: 'visible', label: 'Open at the start', yes: false },
    { name: 'allow-attachments', label: 'Takes files', yes: false },
    { name: 'sound', label: 'Sound', yes: false },
    { name: 'disabled', label: 'Read only', yes: false },
    { name: 'preload', label: 'Fetch the application', choices: ['', 'idle', 'eager'] },
    { name: 'persistent-session', label: 'Keep the conversation', choices: ['true', 'tab', 'false'] },
    { name: 'persistent-session-expire', label: 'Keep it for minutes', example: '1440', pattern: NUMBER },
    { name: 'consent', label: 'Consent to storing', choices: ['granted', 'pending'] },
  ]],
  ['Connection', [
    { name: 'chatbot-id', label: 'Chatbot', pattern: UUID },
    { name: 'embed-key', label: 'Embed key' },
    { name: 'api-base-url', label: 'Server', pattern: ADDRESS },
    { name: 'version-number', label: 'Version of the chatbot', example: '3', pattern: NUMBER },
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
  const styles = Object.entries(THEMES[theme][1]).map(([name, value]) => `${name}: ${value};`);
  const css = styles.length ? `<style>\nocs-chat {\n  ${styles.join('\n  ')}\n}\n</style>\n` : '';
  const src = 'https://cdn.jsdelivr.net/npm/ocs-chat@1/embed.js';
  const listed = (/** @type {string} */ before) => [...set].map(([name, value]) => `\n  ${before}${name}="${escaped(value)}"`).join('');
  const isKiosk = set.get('mode') === 'kiosk';
  // It fills an element of the page, which has to be there.
  const [above, below] = isKiosk ? ['<div id="chat" style="position: relative; height: 560px">', '</div>'] : ['', ''];
  if (kind === 'npm') {
    const options = [...set].map(([name, value]) => `\n  ${camel(name)}: ${JSON.stringify(value)},`).join('');
    const made = `mount(${isKiosk ? "'#chat', " : ''}{${options}\n});`;
    const chat = styles.length ? `const chat = ${made}\nchat.style.cssText = '${styles.join(' ')}';` : made;
    return `// npm install ocs-chat\n${isKiosk ? `// ${above}${below}\n` : ''}import { mount } from 'ocs-chat';\n\n${chat}`;
  }
  if (kind === 'script' && !isKiosk) return `${css}<script async src="${src}"${listed('data-')}></script>`;
  return `${css}<script async src="${src}"></script>\n${above && `${above}\n`}<ocs-chat${listed('')}></ocs-chat>${below && `\n${below}`}`;
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
  // The page makes room for the window.
  if (name === 'position') document.body.dataset.corner = value;
  if (name === 'mode' && element) {
    // It fills what is around it, and has no button to close it.
    const kiosk = find('#kiosk');
    kiosk.hidden = value !== 'kiosk';
    (kiosk.hidden ? document.body : kiosk).append(element);
  }
  show();
}

/** Milliseconds without a key after which what is being typed is tried. */
const PAUSE = 600;

/** @param {string} value A JSON list. */
const toLines = (value) => (value ? JSON.parse(value).join('\n') : '');
/** @param {string} text */
function fromLines(text) {
  const lines = text.split('\n').filter((line) => line.trim());
  return lines.length ? JSON.stringify(lines) : '';
}

/** @param {Field} field */
function control({ name, label, choices, yes, example, pattern, lines }) {
  const id = `option-${name}`;
  const value = set.get(name) ?? '';
  if (yes !== undefined) {
    const box = /** @type {HTMLInputElement} */ (make('input', { type: 'checkbox', id }));
    box.checked = value ? value !== 'false' : yes;
    box.addEventListener('change', () => change(name, box.checked === yes ? '' : String(box.checked)));
    return make('label', { class: 'option is-box', for: id }, box, make('span', {}, label), make('code', {}, name));
  }
  const written = { id, placeholder: example ?? '', spellcheck: 'false', autocomplete: 'off' };
  const field = choices
    ? make('select', { id }, ...choices.map((choice, at) => make('option', { value: at ? choice : '', ...(choice === value ? { selected: '' } : {}) }, choice || 'default')))
    : lines
      ? make('textarea', { ...written, rows: '2' }, toLines(value))
      : make('input', { ...written, value, ...(pattern ? { pattern } : {}) });
  const input = /** @type {HTMLInputElement} */ (field);
  let pause = 0;
  const apply = () => {
    clearTimeout(pause);
    const fits = input.checkValidity();
    input.setAttribute('aria-invalid', String(!fits));
    const text = input.value.trim();
    if (fits) change(name, lines ? fromLines(text) : text);
  };
  input.addEventListener('change', apply);
  input.addEventListener('input', () => {
    clearTimeout(pause);
    pause = setTimeout(apply, PAUSE);
  });
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
  const copied = find('#copied');
  copied.textContent = 'Copied';
  setTimeout(() => (copied.textContent = ''), 2_000);
});
find('#open').addEventListener('click', () => /** @type {any} */ (chat())?.open());
show();
