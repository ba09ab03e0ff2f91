// Firefox and WebKitGTK for the tests in `engines/`: how they start and differ, and a suite for each.

import { after, before, describe, test as nodeTest } from 'node:test';
import { Visit } from './engine-visit.js';
import { startServer } from './server.js';
import { startSite } from './site.js';
import { Browser } from './webdriver.js';

const { FIREFOX, GECKODRIVER, WEBKIT_BROWSER, WEBKIT_DRIVER } = process.env;

/** Preferences that disable Firefox's own network requests, and let its scrollbars take room. */
const FIREFOX_PREFERENCES = {
  'app.update.enabled': false,
  'browser.safebrowsing.malware.enabled': false,
  'browser.safebrowsing.phishing.enabled': false,
  'browser.safebrowsing.downloads.enabled': false,
  'browser.newtabpage.enabled': false,
  'browser.startup.page': 0,
  'datareporting.policy.dataSubmissionEnabled': false,
  'extensions.getAddons.cache.enabled': false,
  'extensions.systemAddon.update.enabled': false,
  'network.captive-portal-service.enabled': false,
  'network.connectivity-service.enabled': false,
  'network.prefetch-next': false,
  'services.settings.server': 'http://127.0.0.1:9',
  'toolkit.telemetry.enabled': false,
  'widget.gtk.overlay-scrollbars.enabled': false,
};

const ENGINES = [
  {
    name: 'Firefox ESR',
    start: () =>
      Browser.start(GECKODRIVER, { browserName: 'firefox', 'moz:firefoxOptions': { binary: FIREFOX, args: ['-headless'], prefs: FIREFOX_PREFERENCES } }),
    verifiesWithTrustedTypes: true,
    canPrint: true,
    hasWideScrollbars: true,
    hidesTabs: true,
    globalsUsedByDriver: [],
  },
  {
    name: 'WebKitGTK',
    start: () => Browser.start(WEBKIT_DRIVER, { 'webkitgtk:browserOptions': { binary: WEBKIT_BROWSER, args: ['--automation'] } }),
    // WebKit verifies only script elements. Trusted Types forbid these, and modules then load without verification.
    verifiesWithTrustedTypes: false,
    // Its driver has no command for printing, its scrollbars overlay the content, and without a window manager background tabs
    // count as visible.
    canPrint: false,
    hasWideScrollbars: false,
    hidesTabs: false,
    // Its driver runs in the page, and needs these globals as they are.
    globalsUsedByDriver: ['setTimeout', 'clearTimeout', 'performance', 'Node', 'Window', 'Element'],
  },
];

const test = (name, run, options = {}) => nodeTest(name, { timeout: 60_000, ...options }, run);

/** Adds a suite for each engine. `addTests` receives the visit of the engine, and a function that adds a test. */
export function describeEngines(addTests) {
  const visits = ENGINES.map((engine) => new Visit(engine));
  let server;
  let site;
  before(async () => {
    [server, site] = [await startServer(), await startSite()];
    for (const visit of visits) Object.assign(visit, { server, site });
  });
  after(() => {
    server.stop();
    site.stop();
  });
  for (const visit of visits) {
    describe(visit.engine.name, () => {
      before(() => visit.start());
      after(() => visit.browser?.stop());
      addTests(visit, test);
    });
  }
}
