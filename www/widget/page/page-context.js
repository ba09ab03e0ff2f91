// What the page says about itself, for the bot. It goes with the next message.

import { JSON } from '../../wasm/safe-json.js';

/** @param {object | undefined} context As JSON. */
function written(context) {
  try {
    return context && JSON.stringify(context);
  } catch (error) {
    console.error(`ocs-chat: pageContext cannot be sent: ${error}`);
    return undefined;
  }
}

/** What has been said and has gone with no message yet. */
export class PageContext {
  /** @type {object | undefined} */
  value;

  /** @param {any} context */
  set(context) {
    const fits = context === undefined || context === null || (typeof context === 'object' && !Array.isArray(context));
    if (fits) this.value = context ?? undefined;
    else console.error(`ocs-chat: pageContext must be an object, not ${JSON.stringify(context)}.`);
  }

  /** Takes it, as JSON. */
  take() {
    const context = written(this.value);
    this.value = undefined;
    return context;
  }

  /**
   * Gives it back, unless there is another by now.
   *
   * @param {string} context
   */
  give(context) {
    this.value ??= JSON.parse(context);
  }

  /**
   * Lets something be done that sees and may change what goes with one message, not what is meant for the next.
   *
   * @param {string | undefined} context
   * @param {() => void} act
   */
  during(context, act) {
    const next = this.value;
    this.value = context && JSON.parse(context);
    act();
    const now = written(this.value);
    this.value = next;
    return now;
  }
}
