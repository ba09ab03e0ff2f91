// Configures the suites `browser`, `package` and `integrations`. `cargo xtask test` sets the environment.

import { defineConfig } from '@playwright/test';

const switches = (process.env.CHROMIUM_SWITCHES ?? '').split(' ').filter((name) => name && name !== '--headless');

const published = ['bundlers.spec.js', 'editors.spec.js'];
/** Its pictures are files of the documentation. */
const documentation = 'documentation-pictures.spec.js';
const integrations = 'integrations/*.spec.js';
/** SUITE is `browser`, `package` or `integrations`. */
const testMatch = { package: published, integrations }[process.env.SUITE] ?? '*.spec.js';

export default defineConfig({
  projects:
    testMatch === '*.spec.js'
      ? [
          { testMatch, testIgnore: [...published, integrations, documentation] },
          { testMatch: documentation, snapshotPathTemplate: '{testDir}/../../docs/pictures/{arg}{ext}' },
        ]
      : [{ testMatch }],
  outputDir: `${process.env.OUTPUT}/results`,
  snapshotPathTemplate: '{testDir}/reference-screenshots/{arg}{ext}',
  updateSnapshots: 'none',
  workers: 2,
  fullyParallel: true,
  forbidOnly: true,
  // Several times as long as the longest test takes alone: CI may be slow, or its cores busy.
  timeout: 90_000,
  expect: { timeout: 20_000 },
  use: {
    browserName: 'chromium',
    launchOptions: { executablePath: process.env.CHROMIUM, args: switches },
    viewport: { width: 1280, height: 800 },
    locale: 'en-US',
    trace: 'off',
  },
});
