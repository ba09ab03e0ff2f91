// Loads the application: WebAssembly and styles, once for all widgets of a page.

import { createGlue } from 'made/glue';
import { loadStyles, loadWasm, place } from 'files';
import { JSON as pristine } from './safe-json.js';

/**
 * @typedef {object} Widget
 * @property {(open: boolean, focus: boolean) => void} show
 * @property {(appearance: object) => void} update
 * @property {(text: string) => void} send
 * @property {(text: string) => void} prefill
 * @property {(files: File[]) => void} attach
 * @property {() => string} picked
 * @property {(picked: string, done: () => void) => void} restore
 * @property {() => void} newSession
 * @property {() => [string, File[]]} destroy
 */
/**
 * @typedef {object} Application
 * @property {(root: HTMLElement, options: object, host: object) => Widget} mount
 * @property {() => boolean} isBroken Whether the instance has had a fault: it does nothing any more.
 * @property {CSSStyleSheet} styles
 */

/** What an instance of the application leaves to the next, where the browser stores nothing. */
export const memory = new Map();

/** @type {Promise<Application> | undefined} */
let application;
/** @type {Promise<WebAssembly.Module> | undefined} */
let compiling;

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
  compiling ??= loadWasm();
  const [styles, module] = await Promise.all([
    loadStyles(),
    compiling.catch((error) => {
      compiling = undefined;
      throw error;
    }),
  ]);
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(styles);
  const instance = createGlue(pristine);
  let isBroken = false;
  await instance.start(module, (error) => {
    isBroken = true;
    onFault(error);
  });
  return { mount: instance.mount, isBroken: () => isBroken, styles: sheet };
}

/**
 * The instance of the application is broken and does nothing any more.
 *
 * @param {unknown} error
 */
function onFault(error) {
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
