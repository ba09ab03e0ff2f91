// @ts-check
// Gives the <ocs-chat> before this script what attributes cannot: the page context, and the function that gets tokens from
// the site. Only the template tag's own element gets tokens, not one that somebody has smuggled into the page.

(() => {
  // Elements named `currentScript` or `cookie` hide the document's own properties.
  const own = (/** @type {'currentScript' | 'cookie'} */ name) =>
    Object.getOwnPropertyDescriptor(Document.prototype, name)?.get?.call(document);
  const script = own('currentScript');
  const element = script.previousElementSibling;
  if (element?.localName !== 'ocs-chat') return console.error('ocs-chat: connect.js has been moved away from its element.');
  const { pageContext, tokenUrl, csrfToken, csrfCookie } = script.dataset;

  const cookie = (/** @type {string} */ name) => {
    const pairs = /** @type {string[]} */ (own('cookie').split('; '));
    return pairs.find((pair) => pair.startsWith(`${name}=`))?.slice(name.length + 1);
  };
  const provider = async (/** @type {{ forceRefresh: boolean }} */ { forceRefresh }) => {
    const body = new URLSearchParams({ csrfmiddlewaretoken: (csrfCookie ? cookie(csrfCookie) : csrfToken) ?? '' });
    if (forceRefresh) body.set('force_refresh', '1');
    // The site's own origin, whatever <base> the page has.
    const response = await fetch(new URL(tokenUrl, location.origin), { method: 'POST', body });
    if (!response.ok) throw new Error(`${tokenUrl} responded with status ${response.status}`);
    return (await response.json()).token;
  };
  // Before the context, whose parsing may fail.
  if (tokenUrl) element.authTokenProvider = provider;
  if (pageContext) element.pageContext = JSON.parse(pageContext);
})();
