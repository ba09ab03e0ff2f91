// Loads the page's own texts from the address in `translations-url`. Loaded if that is set.

import type { PageTextsLoader } from '../state/module-state.ts';

/** Returns the texts that have the right type. Others are reported, and the widget's own are used instead. */
function validTexts(texts: Record<string, unknown>) {
  const isText = (value: unknown) => typeof value === 'string';
  const valid = Object.entries(texts).filter(([name, value]) => {
    const isList = /^content\.(welcomeMessages|starterQuestions)$/.test(name);
    const isValid = value === null || (isList ? Array.isArray(value) && value.every(isText) : isText(value));
    if (!isValid) console.error(`ocs-chat: "${name}" in the file at translations-url must be ${isList ? 'an array of strings' : 'a string'}.`);
    return isValid;
  });
  return Object.fromEntries(valid);
}

export class PageTexts implements PageTextsLoader {
  #texts: Record<string, unknown> | undefined;
  #address = '';
  #loading: Promise<void> | undefined;
  #onLoad: () => void;

  constructor(onLoad: () => void) {
    this.#onLoad = onLoad;
  }

  at(address: string | null | undefined) {
    return address ? this.#texts : undefined;
  }

  override(texts: readonly AppText[]): AppText[] {
    const own = Object.entries(this.#texts ?? {}).filter((entry): entry is [string, string] => Boolean(entry[1]) && typeof entry[1] === 'string');
    return ASSETS.textNames.map((name, index) => {
      const text = texts[index];
      if (typeof text === 'string') return own.find(([key]) => key === name)?.[1] ?? text;
      const forms = own.filter(([key]) => key.startsWith(`${name}.`)).map(([key, form]) => [key.slice(name.length + 1), form]);
      return { ...text, ...Object.fromEntries(forms) };
    });
  }

  async load(address: string | null | undefined) {
    if (address && this.#address !== address) {
      this.#address = address;
      this.#texts = undefined;
      this.#loading = this.#fetch(address);
    }
    return this.#loading;
  }

  async #fetch(address: string) {
    try {
      const response = await fetch(address);
      const texts = response.ok ? await response.json() : undefined;
      if (!response.ok) throw new Error(`it answered ${response.status}`);
      if (typeof texts !== 'object' || !texts || Array.isArray(texts)) throw new Error('it is no JSON object');
      if (this.#address !== address) return;
      this.#texts = validTexts(texts);
      this.#onLoad();
    } catch (error) {
      console.error(`ocs-chat: the texts at translations-url could not be read: ${error}`);
    }
  }
}
