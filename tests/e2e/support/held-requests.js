// Holds requests, for tests of what a page does before its files have loaded.

/** Holds the requests for files that match a pattern until the returned function is called. Earlier routes then handle them. */
export async function holdRequests(page, pattern) {
  let release;
  const released = new Promise((resolve) => {
    release = resolve;
  });
  await page.route(pattern, async (route) => {
    await released;
    await route.fallback();
  });
  return release;
}
