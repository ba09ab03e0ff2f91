// Opens pages with a widget as a new visitor.

import { Chatbot, startServer } from '../e2e/support/server.js';
import { startSite } from '../e2e/support/site.js';
import { installProbe, isShown } from './page-probe.js';
import { WIDGETS, startBrowser, startCdn } from './widgets.js';

/** Network and CPU conditions of visits. */
export const PROFILES = {
  'as is': {},
  // The mobile profile of Lighthouse.
  'slow 4G': { network: { offline: false, latency: 150, downloadThroughput: 1_600_000 / 8, uploadThroughput: 750_000 / 8 } },
  '4x CPU': { cpu: 4 },
};

const [server, site] = [await startServer(), await startSite()];
const cdns = [];
for (const { folder } of WIDGETS) cdns.push(await startCdn(folder));
const browser = await startBrowser();

/** Stops the browser and all servers. */
export async function stopAll() {
  await browser.close();
  server.stop();
  site.stop();
  for (const { stop } of cdns) stop();
}

/**
 * Prepares a page with a widget for a new visitor. The caller opens it at `url`.
 *
 * `fields` configures the chatbot, `stored` fills the page's storage, and `waitsForWidget` makes `firstShown` available: the time
 * at which the widget becomes visible.
 */
export async function prepareVisit(index, profile, { fields = {}, stored, waitsForWidget = true } = {}) {
  const { tag, script, launcher, field } = WIDGETS[index];
  // The legacy widget does not support session tokens.
  const chatbot = await Chatbot.create(server.url, { think_ms: 500, auth_level: 'embed_key', ...fields });
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, locale: 'en-US' });
  const page = await context.newPage();
  const devtools = await context.newCDPSession(page);
  await devtools.send('Performance.enable');
  await devtools.send('Network.enable');
  const loaded = { bytes: 0, requests: 0 };
  const pending = new Set();
  devtools.on('Network.requestWillBeSent', ({ requestId, request }) => {
    if (!request.url.startsWith(cdns[index].url)) return;
    pending.add(requestId);
    loaded.requests += 1;
  });
  devtools.on('Network.loadingFinished', ({ requestId, encodedDataLength }) => {
    if (pending.delete(requestId)) loaded.bytes += encodedDataLength;
  });
  devtools.on('Network.loadingFailed', ({ requestId }) => pending.delete(requestId));
  /** Waits until all requests have finished. */
  loaded.all = async () => {
    do await page.evaluate(() => new Promise((resolve) => setTimeout(resolve, 500)));
    while (pending.size);
  };
  const { network, cpu } = PROFILES[profile];
  // A window that was open on the previous page opens by itself.
  await page.addInitScript(installProbe, waitsForWidget && [tag, `${isShown(launcher)} || ${isShown(field)}`]);
  if (stored) await page.addInitScript(stored.write, await stored.read(chatbot));
  const path = `/${tag}-${Math.random()}`;
  const markup = `<${tag} chatbot-id="${chatbot.id}" embed-key="${chatbot.key}" api-base-url="${server.url}"></${tag}>`;
  site.put(path, `<!doctype html><meta charset="utf-8"><title>A page</title><link rel="icon" href="data:,"><h1>A page</h1>${markup}${script(cdns[index].url)}`);
  const throttle = async () => {
    if (network) await devtools.send('Network.emulateNetworkConditions', network);
    if (cpu) await devtools.send('Emulation.setCPUThrottlingRate', { rate: cpu });
  };
  const until = (expression) => page.evaluate(([tag, expression]) => window.bench.until(tag, expression), [tag, expression]);
  const watchClick = (expression) => page.evaluate(([tag, expression]) => window.bench.watchClick(tag, expression), [tag, expression]);
  const firstShown = () => page.evaluate(() => window.bench.firstShown);
  const metric = async (name) => (await devtools.send('Performance.getMetrics')).metrics.find((entry) => entry.name === name)?.value ?? 0;
  return { page, context, chatbot, loaded, devtools, firstShown, until, watchClick, metric, throttle, url: site.url + path, widget: WIDGETS[index] };
}

/** Waits until the page is idle. */
export const idle = (page) => page.evaluate(() => new Promise((resolve) => requestIdleCallback(() => setTimeout(resolve, 300), { timeout: 2_000 })));
