// What the page's own function says about storing anything. It answers yes or no, or promises to.

/** The function and its answer. */
export class Consent {
  /** @type {{ ask?: () => unknown, isGiven: boolean, comes?: boolean }} */
  #asked = { isGiven: false };
  #onGiven;

  /** @param {() => void} onGiven Called when a promise has turned out to be a yes. */
  constructor(onGiven) {
    this.#onGiven = onGiven;
  }

  /** Whether it may say something else when it is asked again. */
  get isOpen() {
    return !this.#asked.comes && !this.#asked.isGiven;
  }

  /** Lets it be asked again. */
  forget() {
    this.#asked = { isGiven: false };
  }

  /**
   * Whether anything may be stored now. The function is asked once.
   *
   * @param {() => unknown} ask
   */
  isGivenBy(ask) {
    if (this.#asked.ask !== ask) this.#ask(ask);
    return this.#asked.isGiven;
  }

  /** @param {() => unknown} ask */
  #ask(ask) {
    /** @type {{ ask?: () => unknown, isGiven: boolean, comes?: boolean }} */
    const asked = { ask, isGiven: false };
    this.#asked = asked;
    const fail = (/** @type {unknown} */ error) => console.error(`ocs-chat: consent has failed: ${error}`);
    try {
      const answer = /** @type {any} */ (ask());
      if (typeof answer?.then !== 'function') {
        asked.isGiven = Boolean(answer);
        return;
      }
      asked.comes = true;
      answer.then((/** @type {unknown} */ isGiven) => {
        asked.comes = false;
        if (!isGiven || this.#asked !== asked) return;
        asked.isGiven = true;
        this.#onGiven();
      }, fail);
    } catch (error) {
      fail(error);
    }
  }
}
