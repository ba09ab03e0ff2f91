// Takes screenshots, which CI keeps for review.

import { expect } from './test.js';

const FOLDER = `${process.env.OUTPUT}/screenshots`;

/** Takes a screenshot. Retries, because Chromium occasionally fails to capture one. */
export const shot = (page, name) => expect(() => page.screenshot({ path: `${FOLDER}/${name}.png` })).toPass();
