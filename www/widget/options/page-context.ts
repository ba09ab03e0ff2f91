// The property `pageContext`: data about the page for the bot, which is sent with the next message.

import { safeJson } from '../../wasm/safe-json.ts';
import { toText } from './parsers.ts';

/** Half a character, which servers do not accept: a text that was cut by its length can end with one. The other escape is a backslash. */
const LONE_SURROGATE = /\\(\\|ud[89a-f]..)/g;

function toJson(context: object | undefined) {
  try {
    const json = context && safeJson.stringify(context);
    // A date, for example, becomes a text.
    if (json && !json.startsWith('{')) throw Error(`JSON turns it into ${json}, not an object`);
    return json?.replace(LONE_SURROGATE, (found) => (found.length > 2 ? '\ufffd' : found));
  } catch (error) {
    console.error(`ocs-chat: pageContext cannot be sent: ${error}`);
    return undefined;
  }
}

const fromJson = (json: string | undefined) => (json ? (safeJson.parse(json) as object) : undefined);

export type PageContext = ReturnType<typeof createPageContext>;

export function createPageContext() {
  /** The context for the next message. */
  let value: object | undefined;
  return {
    get: () => value,
    set(context: unknown) {
      const isValid = context === undefined || context === null || (typeof context === 'object' && !Array.isArray(context));
      if (isValid) value = context ?? undefined;
      else console.error(`ocs-chat: pageContext must be an object, not ${toText(context)}.`);
    },
    /** Removes the context and returns it as JSON. */
    take() {
      const context = toJson(value);
      value = undefined;
      return context;
    },
    /** Restores the context of a message that was not sent, unless the page has set another. */
    restore(context: string) {
      value ??= fromJson(context);
    },
    /**
     * Runs `act` with the context of one message, which it may change, in place of the context for the next message.
     *
     * @returns The context of the message, as JSON.
     */
    during(context: string | undefined, act: () => void) {
      const next = value;
      value = fromJson(context);
      act();
      const changed = toJson(value);
      value = next;
      return changed;
    },
  };
}
