// The sound of a message that has come.

/** @type {AudioContext | undefined} One for all of a page. */
let context;

/** To be called while the visitor does something: only then do browsers let a page be heard, also later on. */
export function allowSound() {
  context ??= new AudioContext();
  void context.resume();
}

/** Two soft tones. */
function ring() {
  if (!context) return;
  const now = context.currentTime;
  for (const [at, pitch] of [[0, 660], [0.13, 880]]) {
    const tone = context.createOscillator();
    const volume = context.createGain();
    tone.frequency.value = pitch;
    volume.gain.setValueAtTime(0.06, now + at);
    volume.gain.exponentialRampToValueAtTime(0.0005, now + at + 0.3);
    tone.connect(volume).connect(context.destination);
    tone.start(now + at);
    tone.stop(now + at + 0.3);
  }
}

/** Milliseconds in which one sound is enough, for all pages of the site. */
const ENOUGH = 1_000;
/** Milliseconds in which a page where the message is seen says so. */
const SOON = 150;

/**
 * Lets it be heard that a message has come, in one of the pages that know of it, unless it is seen in another.
 *
 * @param {boolean} isSeen Whether it is seen in this one.
 */
export async function ringOnce(isSeen) {
  const wait = (/** @type {number} */ time) => new Promise((done) => setTimeout(done, time));
  const take = async (/** @type {unknown} */ lock) => {
    if (!lock) return;
    if (!isSeen) ring();
    await wait(ENOUGH);
  };
  if (!isSeen) await wait(SOON);
  if (navigator.locks) await navigator.locks.request('ocs-chat-sound', { ifAvailable: true }, take);
  else await take(true);
}
