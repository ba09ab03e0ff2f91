// Configures the suites `browser` and `package`. `cargo xtask test` sets the environment.

import { defineConfig } from '@playwright/test';

const switches = (process.env.CHROMIUM_SWITCHES ?? '').split(' ').filter((name) => name && name !== '--headless');

export default defineConfig({
  // BUNDLERS is set for the suite `package`.
  testMatch: process.env.BUNDLERS ? 'bundlers.spec.js' : '*.spec.js',
  testIgnore: process.env.BUNDLERS ? [] : 'bundlers.spec.js',
  outputDir: `${process.env.OUTPUT}/results`,
  workers: 2,
  fullyParallel: true,
  forbidOnly: true,
  timeout: 30_000,
  expect: { timeout: 8_000 },
  use: {
    browserName: 'chromium',
    launchOptions: { executablePath: process.env.CHROMIUM, args: switches },
    viewport: { width: 1280, height: 800 },
    locale: 'en-US',
    trace: 'off',
  },
});
