// Loads the widget bundle in the npm package, through the page's bundler.

let loading: Promise<typeof import('widget')> | undefined;

/** Loads the widget bundle once. After a failure the next call tries again. */
export function loadWidget(): Promise<typeof import('widget')> {
  loading ??= import('widget').catch((error: unknown) => {
    loading = undefined;
    throw error;
  });
  return loading;
}

/** The page's bundler verifies nothing. */
export const verifiedModule = undefined;

/** Requests nothing: the addresses of files depend on the page's bundler. */
export const requestEarly = () => ({});
