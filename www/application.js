// Fetches the application: glue, WebAssembly, styles, and the texts of one language. Once for all widgets of a page.

const base = new URL('.', /** @type {HTMLScriptElement | null} */ (document.currentScript)?.src || location.href);

/**
 * @typedef {object} Widget
 * @property {(open: boolean, focus: boolean) => void} show
 * @property {() => string} destroy
 */
/**
 * @typedef {object} Application
 * @property {(root: HTMLElement, options: object, host: object) => Widget} mount
 * @property {CSSStyleSheet} styles
 */

/** @type {Promise<Application> | undefined} */
let application;
let attempts = 0;

/**
 * The application, fetched when first asked for. A failure is forgotten, so that it can be tried again.
 *
 * @returns {Promise<Application>}
 */
export function loadApplication() {
  application ??= load().catch((error) => {
    application = undefined;
    attempts += 1;
    throw error;
  });
  return application;
}

async function load() {
  // Browsers remember a module that failed to load, so a second attempt needs another address.
  const again = attempts ? `?${attempts}` : '';
  const wasm = get(ASSETS.wasm);
  const [glue, styles] = await Promise.all([import(`${base}${ASSETS.glue}${again}`), get(ASSETS.styles), wasm]);
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(await styles.text());
  await glue.default({ module_or_path: wasm });
  return { mount: glue.mount, styles: sheet };
}

/** @type {Record<string, Promise<Record<string, string>>>} */
const texts = {};

/**
 * The texts of a language; none for English, which is built in, and none where they cannot be had.
 *
 * @param {string} key
 */
export function loadTexts(key) {
  const name = ASSETS.locales[key];
  if (!name) return {};
  texts[key] ??= get(name)
    .then((response) => response.json())
    .catch(() => {
      delete texts[key];
      return {};
    });
  return texts[key];
}

/** @param {string} name */
async function get(name) {
  const response = await fetch(new URL(name, base));
  if (!response.ok) throw new Error(`${response.url} answered ${response.status}`);
  return response;
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
  return `its files could not be loaded from ${base} (${words}). If the page has a Content-Security-Policy, it must
allow that address in script-src and connect-src.`.replace('\n', ' ');
}
