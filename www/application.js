// Fetches the application: glue, WebAssembly and styles. Once for all widgets of a page.

import { laterFile, loadFirstModule, loadGlue, loadLaterModule, loadStyles, place } from 'files';
import { JSON as pristine } from './pristine.js';

/**
 * @typedef {object} Widget
 * @property {(open: boolean, focus: boolean) => void} show
 * @property {(appearance: object) => void} update
 * @property {(text: string) => void} send
 * @property {(text: string) => void} prefill
 * @property {(files: File[]) => void} attach
 * @property {() => string} picked
 * @property {(picked: string) => void} restore
 * @property {() => void} newSession
 * @property {(keys: string[]) => Promise<boolean>} eraseFiles
 * @property {() => [string, File[]]} destroy
 */
/** @typedef {{ make: (json: Pick<JSON, 'parse' | 'stringify'>) => typeof import('./instance.js') }} Glue Makes instances of the application. */
/**
 * @typedef {object} Application
 * @property {(root: HTMLElement, options: object, host: object) => Widget} mount
 * @property {() => Promise<void>} whole Fulfilled when all of it is there: it begins with what a first message needs.
 * @property {() => boolean} isWhole
 * @property {() => boolean} isBroken Whether the instance has had a fault: it does nothing any more.
 * @property {CSSStyleSheet} styles
 * @property {typeof import('./drag.js').drag} drag
 * @property {typeof import('./drag.js').putBack} putBack
 * @property {typeof import('./diagnose.js').canStore} canStore
 * @property {typeof import('./diagnose.js').diagnose} diagnose
 * @property {typeof import('./sentences.js').sentence} sentence
 * @property {typeof import('./sentences.js').tellSunset} tellSunset
 */

/** What an instance of the application leaves to the next, where the browser stores nothing. */
export const memory = new Map();

/** @type {Promise<Application> | undefined} */
let application;
/** @type {WebAssembly.Module | undefined} */
let first;
/** @type {Promise<WebAssembly.Module | undefined> | undefined} What the first message does not need. */
let later;

/** Faults in a row, and when the last one was. */
let crashes = 0;
let lastCrash = 0;
/** Milliseconds after which a fault has nothing to do with the one before. */
const IN_A_ROW = 60_000;
const MOST_CRASHES = 3;

/** @type {(again: boolean) => void} */
let tellCrash = () => {};

/**
 * @param {(again: boolean) => void} tell Told of a fault of the application. `again` says whether a new instance may be
 * started by itself.
 */
export const onCrash = (tell) => {
  tellCrash = tell;
};

/** The visitor has asked for a new attempt. */
export const forgetCrashes = () => {
  crashes = 0;
};

/**
 * The application, fetched when first asked for. A failure is forgotten, so that it can be tried again.
 *
 * @returns {Promise<Application>}
 */
export function loadApplication() {
  if (!application) {
    const loading = load().catch((error) => {
      if (application === loading) application = undefined;
      throw error;
    });
    application = loading;
  }
  return application;
}

async function load() {
  const [glue, styles, module] = await Promise.all([loadGlue(), loadStyles(), first ?? loadFirstModule()]);
  first = module;
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(styles);
  const instance = glue.make(pristine);
  const file = laterFile();
  let isBroken = false;
  const onFault = (/** @type {unknown} */ error) => {
    isBroken = true;
    crash(error);
  };
  await instance.start(module, onFault, file);
  let isWhole = false;
  /** @type {Promise<void> | undefined} */
  let comes;
  const whole = () => {
    comes ??= complete(instance.complete).then(
      () => void (isWhole = true),
      (error) => {
        comes = undefined;
        throw error;
      },
    );
    return comes;
  };
  // What nobody could wait for has to be there.
  if (!file) await whole();
  return { ...instance, styles: sheet, whole, isWhole: () => isWhole, isBroken: () => isBroken };
}

/** Milliseconds between the attempts to fetch the later part: the first wait, and the last before it is given up. */
const SHORTEST_WAIT = 500;
const LONGEST_WAIT = 8_000;
/** Milliseconds that one attempt may take. */
const PATIENCE = 60_000;

/** @param {(module: WebAssembly.Module) => unknown} add */
async function complete(add) {
  for (let wait = SHORTEST_WAIT; ; ) {
    try {
      const module = await fetchLater();
      if (module) await add(module);
      return;
    } catch (error) {
      // Without a network there is nothing to be given up.
      if (wait > LONGEST_WAIT && navigator.onLine) throw error;
    }
    await new Promise((again) => {
      setTimeout(again, wait);
      addEventListener('online', again, { once: true });
    });
    wait = Math.min(2 * wait, 2 * LONGEST_WAIT);
  }
}

/** The later part of the application, fetched when first asked for. A failure is forgotten, so that it can be tried again. */
export async function fetchLater() {
  later ??= loadLaterModule(AbortSignal.timeout?.(PATIENCE)).catch((error) => {
    later = undefined;
    throw error;
  });
  return later;
}

/**
 * The instance of the application is broken and does nothing any more.
 *
 * @param {unknown} error
 */
function crash(error) {
  const now = performance.now();
  crashes = now - lastCrash > IN_A_ROW ? 1 : crashes + 1;
  lastCrash = now;
  application = undefined;
  const again = crashes <= MOST_CRASHES;
  console.error(`ocs-chat: a fault in the chat. ${again ? 'It starts again.' : 'It does not start again by itself.'}`, error);
  // What has failed is still on the stack.
  queueMicrotask(() => tellCrash(again));
}

/**
 * Why the application could not be loaded, for the owner of the page.
 *
 * @param {unknown} error
 */
export function explain(error) {
  const words = String(error);
  if (/CompileError/.test(words) && /unsafe-eval|Content Security Policy/i.test(words)) {
    return "the page's Content-Security-Policy does not allow WebAssembly: add 'wasm-unsafe-eval' to script-src.";
  }
  if (/has been changed/.test(words)) return `${words.replace(/^Error: /, '')}.`;
  return `its files could not be loaded from ${place} (${words}). If the page has a Content-Security-Policy, it must
allow that address in script-src and connect-src.`.replace('\n', ' ');
}
