// The property `authTokenProvider`: asks the page's function for bearer tokens.

/** Called when a session starts or its token is renewed, and with `forceRefresh` after the server has refused a token. */
export type TokenProvider = ((request: { forceRefresh: boolean }) => string | null | undefined | Promise<string | null | undefined>) | undefined;

/** The longest time that a visitor waits for the page's function. */
const TOKEN_TIMEOUT_MS = 30_000;

async function tokenOf(provider: NonNullable<TokenProvider>, forceRefresh: boolean) {
  const result: unknown = (await provider({ forceRefresh })) || '';
  const token = String(result).trim();
  // A header cannot contain other characters.
  if (typeof result !== 'string' || /[^!-~]/.test(token)) throw new TypeError('it has to return a token: a string of ASCII characters without spaces');
  return token;
}

/** The page's token; empty if there is none for this visitor. Rejected if the page's function throws, rejects or does not settle. `undefined` without a function. */
export const requestToken = (provider: TokenProvider, forceRefresh: boolean) =>
  provider &&
  Promise.race([
    tokenOf(provider, forceRefresh),
    new Promise<never>((_, reject) => {
      setTimeout(reject, TOKEN_TIMEOUT_MS, new Error('no token after 30 seconds'));
    }),
  ]);
