// Loads the page's own texts from the address in `translations-url`. Loaded if that is set.

export class PageTexts {
  #texts: Record<string, unknown> | undefined;
  #address = '';
  #loading: Promise<void> | undefined;
  #onLoad: () => void;

  constructor(onLoad: () => void) {
    this.#onLoad = onLoad;
  }

  /** The texts from the address, if it is set and they have loaded. */
  at(address: string | null | undefined) {
    return address ? this.#texts : undefined;
  }

  /** Fetches the texts, once for each address. Reports failures in the console. */
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
