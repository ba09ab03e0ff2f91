// Texts of the page's own, at an address that it names.

/** The texts of one widget, as far as they have come. */
export class OwnTexts {
  /** @type {Record<string, any> | undefined} */
  #texts;
  #address = '';
  /** @type {Promise<void> | undefined} */
  #comes;
  #onCome;

  /** @param {() => void} onCome */
  constructor(onCome) {
    this.#onCome = onCome;
  }

  /** @param {string | null | undefined} address Where they are, if anywhere. */
  at(address) {
    return address ? this.#texts : undefined;
  }

  /**
   * Fetches them, once. What is wrong with them is said in the console.
   *
   * @param {string | null | undefined} address
   */
  async load(address) {
    if (address && this.#address !== address) {
      this.#address = address;
      this.#texts = undefined;
      this.#comes = this.#fetch(address);
    }
    return this.#comes;
  }

  /** @param {string} address */
  async #fetch(address) {
    try {
      const response = await fetch(address);
      const texts = response.ok ? await response.json() : undefined;
      if (typeof texts !== 'object' || !texts) throw new Error(`it answered ${response.status}`);
      if (this.#address !== address) return;
      this.#texts = texts;
      this.#onCome();
    } catch (error) {
      console.error(`ocs-chat: the texts at translations-url could not be read: ${error}`);
    }
  }
}
