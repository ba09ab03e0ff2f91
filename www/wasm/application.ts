// Loads the application (the WebAssembly module and its styles) once for all widgets of a page, and starts another instance after a
// trap.

// The build sets what these two names stand for: xtask/src/build/scripts.rs.
import { createGlue } from 'made/glue';
import { loadStyles, loadWasm } from 'files';
import { createStyleSheet } from '../loader/dom.ts';
import type { Glue } from './bindings.ts';
import { instanceWindow } from './instance-window.ts';
import { safeJson } from './safe-json.ts';

export interface Application {
  mount: Glue['mount'];
  startRefusal: Glue['startRefusal'];
  /** Whether the instance has trapped. Then its methods do nothing. */
  isBroken: () => boolean;
  styles: CSSStyleSheet;
}

/** Records of conversations that the browser does not store. They stay when an instance is replaced. */
export const pageRecords = new Map<string, string>();

let application: Promise<Application> | undefined;
let sheet: Promise<CSSStyleSheet> | undefined;
let compiling: Promise<WebAssembly.Module> | undefined;

let reportTrap: (error: unknown) => void = () => {};

/** Sets the function that is called when the running instance has trapped. */
export const onTrap = (listener: typeof reportTrap) => {
  reportTrap = listener;
};

/** Loads the application on the first call and after a trap. A failed attempt can be repeated. */
export function loadApplication(): Promise<Application> {
  if (!application) {
    const loading = load().catch((error) => {
      if (application === loading) application = undefined;
      throw error;
    });
    application = loading;
  }
  return application;
}

/**
 * Resets the legacy widget's custom properties, which would be inherited: the page may use their names for something else. Only
 * values that are set on the element itself take effect. Our own properties (`--ocs-…`) are still inherited.
 */
const withoutInheritance = (css: string) => `:host{${css.match(/--(?!ocs)[\w-]+/g)?.join(':initial;')}:initial}${css}`;

/** Loads the styles of the window, which the placeholder window uses before the application. A failed attempt can be repeated. */
export const loadSheet = () =>
  (sheet ??= loadStyles().then(
    (css) => createStyleSheet(withoutInheritance(css)),
    (error) => {
      sheet = undefined;
      throw error;
    },
  ));

async function load() {
  compiling ??= loadWasm();
  const [styles, module] = await Promise.all([
    loadSheet(),
    compiling.catch((error) => {
      compiling = undefined;
      throw error;
    }),
  ]);
  const disposal = new AbortController();
  const glue = createGlue(safeJson, instanceWindow(disposal.signal));
  let isBroken = false;
  await glue.start(module, (error) => {
    isBroken = true;
    application = undefined;
    disposal.abort();
    reportTrap(error);
  });
  return { mount: glue.mount, startRefusal: glue.startRefusal, isBroken: () => isBroken, styles };
}
