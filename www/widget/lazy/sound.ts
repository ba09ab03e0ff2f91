// The sound of an arriving message. Loaded where the page wants one.

/** One for all widgets of a page. */
let context: AudioContext | undefined;

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

/** In this time one sound is enough, for all pages of the site. */
const QUIET_MS = 1_000;
/** In this time a page where the message is visible takes the lock, so that none is heard. */
const VISIBLE_PAGE_FIRST_MS = 150;

/**
 * Plays the sound in one of the pages that have received a message, unless the message is visible in another.
 *
 * @param isSeen Whether it is visible in this page.
 */
export async function ringOnce(isSeen: boolean) {
  const wait = (time: number) => new Promise((done) => setTimeout(done, time));
  const take = async (lock: unknown) => {
    if (!lock) return;
    if (!isSeen) ring();
    await wait(QUIET_MS);
  };
  if (!isSeen) await wait(VISIBLE_PAGE_FIRST_MS);
  if (navigator.locks) await navigator.locks.request('ocs-chat-sound', { ifAvailable: true }, take);
  else await take(true);
}
