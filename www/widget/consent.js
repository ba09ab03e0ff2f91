// What the page's own function says about storing anything. It answers yes or no, or promises to.

/** @typedef {{ ask?: () => unknown, isGiven: boolean, comes?: boolean }} Asked A function, what it has said, and whether it is to say more. */

/** The function and its answer. */
export class Consent {
  /** @type {Asked} */
  #asked = { isGiven: false };
  #onGiven;

  /** @param {() => void} onGiven Called when a promise has turned out to be a yes. */
  constructor(onGiven) {
    this.#onGiven = onGiven;
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

  /**
   * The same, where it may say something else by now. An answer that is on its way is waited for.
   *
   * @param {() => unknown} ask
   */
  isGivenNowBy(ask) {
    if (!this.#asked.comes) this.#ask(ask);
    return this.#asked.isGiven;
  }

  /** @param {() => unknown} ask */
  #ask(ask) {
    /** @type {Asked} */
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
      }, (/** @type {unknown} */ error) => {
        asked.comes = false;
        fail(error);
      });
    } catch (error) {
      fail(error);
    }
  }
}
