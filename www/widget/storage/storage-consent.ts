// Consent to storing anything, from the page's `consent` function, whose answer may be a promise.

import { consent } from '../options/parsers.ts';

/** Whether an answer is consent. No answer is none, and other values than those of the option are reported. */
const isConsent = (answer: unknown) => consent(answer ?? false, 'consent') === true;

/** Whether a function of the page gives consent. Calls it the first time, and with `again` unless its promise is pending. */
export type Consent = (ask: () => unknown, again?: boolean) => boolean;

/** `onGiven` is called when a promise is fulfilled with consent. */
export function createConsent(onGiven: () => void): Consent {
  let asked: (() => unknown) | undefined;
  let isGiven = false;
  let pending: PromiseLike<unknown> | undefined;

  function call(ask: () => unknown) {
    const fail = (error: unknown) => console.error(`ocs-chat: consent has failed: ${error}`);
    asked = ask;
    isGiven = false;
    pending = undefined;
    try {
      const result = ask() as PromiseLike<unknown> | undefined | null;
      if (typeof result?.then !== 'function') {
        isGiven = isConsent(result);
        return;
      }
      pending = result;
      const settle = (answer: unknown) => {
        // Another call has replaced this one.
        if (pending !== result) return;
        pending = undefined;
        isGiven = isConsent(answer);
        if (isGiven) onGiven();
      };
      result.then(settle, (error) => {
        settle(false);
        fail(error);
      });
    } catch (error) {
      fail(error);
    }
  }

  return (ask, again) => {
    if (again ? !pending : asked !== ask) call(ask);
    return isGiven;
  };
}
