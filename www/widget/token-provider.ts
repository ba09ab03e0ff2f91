// The page's function for bearer tokens.

/** Called when a session starts, and with `forceRefresh` after the server has refused a token. */
export type TokenProvider =
  | ((request: { forceRefresh: boolean }) => string | null | undefined | Promise<string | null | undefined>)
  | undefined;
