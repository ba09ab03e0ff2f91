// Loads the widget: the page's bundler knows where it is.

/** @type {Promise<typeof import('widget')> | undefined} */
let loading;

/** Loads the widget when it is first called. A failure is forgotten, so that it can be tried again. */
export function loadWidget() {
  loading ??= import('widget').catch((error) => {
    loading = undefined;
    throw error;
  });
  return loading;
}

/** The bundler knows where files are, the loader does not. */
export const requestEarly = () => ({});
