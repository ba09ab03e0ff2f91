// Texts that the page gives, at an address that it names. Loaded where it names one.

/** The texts of one widget, once they are loaded. */
export class PageTexts {
  #texts: Record<string, unknown> | undefined;
  #address = '';
  #loading: Promise<void> | undefined;
  #onLoad: () => void;

  constructor(onLoad: () => void) {
    this.#onLoad = onLoad;
  }

  /** The texts, if there are any at this address. */
  at(address: string | null | undefined) {
    return address ? this.#texts : undefined;
  }

  /** Fetches them, once. A failure is reported in the console. */
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
      if (typeof texts !== 'object' || !texts) throw new Error(`it answered ${response.status}`);
      if (this.#address !== address) return;
      this.#texts = texts;
      this.#onLoad();
    } catch (error) {
      console.error(`ocs-chat: the texts at translations-url could not be read: ${error}`);
    }
  }
}
