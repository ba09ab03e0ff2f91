// The form controls of the configurator.

import { createElement } from '../loader/dom.ts';
import type { CustomProperty, Field } from './fields.ts';
import type { Preset } from './presets.ts';

/** Typed text is applied after this time without a key. */
const TYPING_PAUSE_MS = 600;

/** Returns the lines of a JSON list. */
const toLines = (json: string): string => {
  const list: unknown = json ? JSON.parse(json) : [];
  return Array.isArray(list) ? list.join('\n') : '';
};

/** Returns a JSON list of the lines; an empty text for no lines. */
function fromLines(text: string): string {
  const lines = text.split('\n').filter((line) => line.trim());
  return lines.length ? JSON.stringify(lines) : '';
}

function createInput(field: Field, id: string, value: string): HTMLInputElement | HTMLSelectElement | HTMLTextAreaElement {
  const { choices, isList, example = '', pattern } = field;
  if (choices) {
    const options = choices.map((choice, index) => {
      const option = createElement('option', { value: index ? choice : '' }, choice || 'default');
      option.defaultSelected = choice === value;
      return option;
    });
    return createElement('select', { id }, ...options);
  }
  const attributes = { id, placeholder: example, spellcheck: 'false', autocomplete: 'off' };
  if (isList) return createElement('textarea', { ...attributes, rows: '2' }, toLines(value));
  return createElement('input', { ...attributes, value, ...(pattern ? { pattern } : {}) });
}

function createCheckbox({ name, label, isOnByDefault }: Field, id: string, value: string, onChange: (value: string) => void): HTMLElement {
  const box = createElement('input', { type: 'checkbox', id });
  box.checked = value ? value !== 'false' : Boolean(isOnByDefault);
  box.addEventListener('change', () => onChange(box.checked === isOnByDefault ? '' : String(box.checked)));
  return createElement('label', { class: 'option is-box', for: id }, box, createElement('span', {}, label), createElement('code', {}, name));
}

/**
 * Creates the control of an option.
 *
 * @param value The option's value; empty if it is not set.
 * @param onChange Called with a new valid value; empty for the default.
 */
export function createControl(field: Field, value: string, onChange: (value: string) => void): HTMLElement {
  const { name, label, isList } = field;
  const id = `option-${name}`;
  if (field.isOnByDefault !== undefined) return createCheckbox(field, id, value, onChange);
  const input = createInput(field, id, value);
  let timer = 0;
  const apply = () => {
    clearTimeout(timer);
    const isValid = input.checkValidity();
    input.setAttribute('aria-invalid', String(!isValid));
    const text = input.value.trim();
    if (isValid) onChange(isList ? fromLines(text) : text);
  };
  input.addEventListener('change', apply);
  input.addEventListener('input', () => {
    clearTimeout(timer);
    timer = setTimeout(apply, TYPING_PAUSE_MS);
  });
  return createElement('label', { class: 'option', for: id }, createElement('span', {}, label), createElement('code', {}, name), input);
}

/** Whether a value is one that the custom property can have. */
function isValidProperty({ syntax }: CustomProperty, value: string): boolean {
  if (syntax === '<color>') return CSS.supports('color', value);
  if (syntax === '<length>') return CSS.supports('width', value);
  return syntax === '<number>' ? CSS.supports('flex-grow', value) : CSS.supports('font-family', value);
}

/**
 * Creates the control of a custom property: a text field and, for a colour, a picker that writes into it.
 *
 * @param value The property's value; empty if it is not set.
 * @param onChange Called with a new valid value; empty for the default.
 */
export function createPropertyControl(property: CustomProperty, value: string, onChange: (value: string) => void): HTMLElement {
  const { name, label, description, syntax, example } = property;
  const id = `property-${name}`;
  const input = createElement('input', { id, value, placeholder: example, spellcheck: 'false', autocomplete: 'off' });
  const apply = () => {
    const text = input.value.trim();
    const isValid = !text || isValidProperty(property, text);
    input.setAttribute('aria-invalid', String(!isValid));
    if (isValid) onChange(text);
  };
  input.addEventListener('input', apply);
  const row = createElement('div', { class: 'property', title: description }, createElement('label', { for: id }, label), input);
  if (syntax === '<color>') {
    const isHex = /^#[\da-f]{6}$/i.test(value);
    const picker = createElement('input', { 'type': 'color', 'value': isHex ? value : '#999999', 'aria-label': `${label}: pick a colour` });
    picker.classList.toggle('is-unset', !value);
    picker.addEventListener('input', () => {
      picker.classList.remove('is-unset');
      input.value = picker.value;
      apply();
    });
    input.before(picker);
  }
  return row;
}

/** Creates the button of a preset, with a sample of its look. */
export function createPresetButton({ name, summary, customProperties }: Preset, isChosen: boolean, onChoose: () => void): HTMLElement {
  const swatch = createElement('i', { 'class': 'swatch', 'aria-hidden': 'true' });
  for (const [property, value] of Object.entries(customProperties)) swatch.style.setProperty(property, value);
  const label = createElement('span', { dir: 'auto' }, createElement('b', {}, name), createElement('small', {}, summary));
  const button = createElement('button', { 'type': 'button', 'aria-pressed': String(isChosen) }, swatch, label);
  button.addEventListener('click', () => {
    for (const other of button.parentElement?.children ?? []) other.setAttribute('aria-pressed', String(other === button));
    onChoose();
  });
  return button;
}

/** Fills a group with buttons, of which one is pressed. `onChoose` gets the index of a button that is clicked. */
export function fillButtonGroup(group: HTMLElement, names: string[], onChoose: (index: number) => void): void {
  const buttons = names.map((name, index) => {
    const button = createElement('button', { type: 'button', 'aria-pressed': String(index === 0) }, name);
    button.addEventListener('click', () => {
      buttons.forEach((other) => other.setAttribute('aria-pressed', String(other === button)));
      onChoose(index);
    });
    return button;
  });
  group.append(...buttons);
}
