// The answer of the page's `consent` function, which may be a promise.

interface Answer {
  ask?: () => unknown;
  isGiven: boolean;
  isPending?: boolean;
}

export class Consent {
  #answer: Answer = { isGiven: false };
  #onGiven: () => void;

  /** `onGiven` is called when a promise is fulfilled with consent. */
  constructor(onGiven: () => void) {
    this.#onGiven = onGiven;
  }

  /** Whether consent is given. Each function is called once. */
  isGivenBy(ask: () => unknown) {
    if (this.#answer.ask !== ask) this.#ask(ask);
    return this.#answer.isGiven;
  }

  /** The same, but calls the function again unless its promise is pending. */
  isGivenNowBy(ask: () => unknown) {
    if (!this.#answer.isPending) this.#ask(ask);
    return this.#answer.isGiven;
  }

  #ask(ask: () => unknown) {
    const answer: Answer = { ask, isGiven: false };
    this.#answer = answer;
    const fail = (error: unknown) => console.error(`ocs-chat: consent has failed: ${error}`);
    try {
      const result = ask() as PromiseLike<unknown> | undefined | null;
      if (typeof result?.then !== 'function') {
        answer.isGiven = Boolean(result);
        return;
      }
      answer.isPending = true;
      result.then(
        (isGiven) => {
          answer.isPending = false;
          if (!isGiven || this.#answer !== answer) return;
          answer.isGiven = true;
          this.#onGiven();
        },
        (error) => {
          answer.isPending = false;
          fail(error);
        },
      );
    } catch (error) {
      fail(error);
    }
  }
}
