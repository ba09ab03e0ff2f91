// Compares loading and response times of the widgets, in alternating runs. Prints the median of each figure, and the ratios.
//
// `cargo xtask bench` runs this and sets the environment. `--runs` is the number of runs of each scenario; `--only` and
// `--profile` select a scenario and a profile, for working on the scripts.

import { parseArgs } from 'node:util';
import { answerDelay, closedPage, longAnswer, longConversation, openChat, prefetched, sendAtOnce } from './scenarios.js';
import { PROFILES, stopAll } from './visit.js';
import { WIDGETS } from './widgets.js';

const { values } = parseArgs({ options: { runs: { type: 'string', default: '5' }, only: { type: 'string' }, profile: { type: 'string' } } });
const RUNS = Number(values.runs);
const MESSAGE_COUNTS = [10, 100, 1_000, 10_000];

/** By profile and figure: the values of each widget. */
const figures = new Map();

/** Runs a scenario alternately in both widgets. `argumentOf` returns the last argument of the scenario for a run. */
async function compare(scenario, profile, runs, argumentOf = () => undefined) {
  for (let run = 0; run < runs; run += 1) {
    for (const index of WIDGETS.keys()) {
      const record = (name, value) => {
        const key = `${profile}\t${name}`;
        if (!figures.has(key))
          figures.set(
            key,
            WIDGETS.map(() => []),
          );
        figures.get(key)[index].push(value);
      };
      await scenario(index, profile, record, argumentOf(run));
    }
  }
}

// The keys are the values of `--only`.
const SCENARIOS = {
  pass: (profile) => compare(closedPage, profile, RUNS),
  visit: (profile) => compare(openChat, profile, RUNS),
  sendAtOnce: (profile) => compare(sendAtOnce, profile, RUNS),
  prefetched: (profile) => compare(prefetched, profile, RUNS),
  long: async (profile) => {
    // The longest conversation takes the legacy widget minutes with throttling.
    const counts = profile === 'as is' ? MESSAGE_COUNTS : MESSAGE_COUNTS.slice(0, 3);
    for (const count of counts) {
      await compare(longConversation, profile, count >= 10_000 ? Math.min(RUNS, 3) : RUNS, () => count);
      console.error(`${profile}: ${count} messages`);
    }
  },
  longAnswer: (profile) => compare(longAnswer, profile, RUNS),
  answers: (profile) => compare(answerDelay, profile, 2 * RUNS, (run) => 700 + run * 530),
};

for (const profile of Object.keys(PROFILES)) {
  for (const [name, scenario] of Object.entries(SCENARIOS)) {
    if ((values.only ?? name) !== name || (values.profile ?? profile) !== profile) continue;
    const start = Date.now();
    await scenario(profile);
    console.error(`${profile}: ${name} took ${((Date.now() - start) / 1000).toFixed(0)} s`);
  }
}
await stopAll();

const median = (list) => {
  const sorted = list.filter((value) => value !== undefined && !Number.isNaN(value)).sort((a, b) => a - b);
  return sorted.length ? sorted[Math.floor(sorted.length / 2)] : undefined;
};
const format = (value) => (value === undefined ? '–' : value >= 100 ? Math.round(value).toLocaleString('en-US') : value.toFixed(1));
console.log('| figure | profile | ocs-chat | legacy widget | ratio |\n| --- | --- | ---: | ---: | ---: |');
for (const [key, lists] of figures) {
  const [profile, name] = key.split('\t');
  const [ours, theirs] = lists.map(median);
  const ratio = [theirs ? (ours / theirs).toFixed(2) : '', ours > theirs ? '(behind)' : ''].join(' ').trim();
  console.log(`| ${name} | ${profile} | ${format(ours)} | ${format(theirs)} | ${ratio} |`);
}
if (!values.only && !values.profile) {
  console.log('\nNot measured: 10,000 messages on slow 4G and at 4x CPU, where a run of the legacy widget takes minutes.');
}
