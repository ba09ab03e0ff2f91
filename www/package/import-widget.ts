// Loads the widget bundle in the npm package: the page's bundler knows where it is.

let loading: Promise<typeof import('widget')> | undefined;

/** Loads the widget bundle once. After a failure the next call tries again. */
export function loadWidget(): Promise<typeof import('widget')> {
  loading ??= import('widget').catch((error: unknown) => {
    loading = undefined;
    throw error;
  });
  return loading;
}

/** Requests nothing: only the page's bundler knows where the files are. */
export const requestEarly = () => ({});
