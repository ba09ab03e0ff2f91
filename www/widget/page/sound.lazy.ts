// Plays the sound of an arriving message. Loaded when an option enables it.

/** All widgets of a page share one context. */
let context: AudioContext | undefined;

/** Allows sound from now on. Must be called during a gesture of the visitor, as browsers require. */
export function allowSound() {
  context ??= new AudioContext();
  context.resume().catch(() => {});
}

/** Plays two soft tones. */
function ring() {
  if (!context) return;
  const now = context.currentTime;
  for (const [at, pitch] of [
    [0, 660],
    [0.13, 880],
  ]) {
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

/** The site's tabs play at most one sound in this time. */
const MIN_INTERVAL_MS = 1_000;
/** Other tabs wait this long, so that a tab in which the message is visible takes the lock first and none plays a sound. */
const INVISIBLE_TAB_DELAY_MS = 150;

/** Plays the sound in one of the tabs that have received a message, unless the message is visible in one of them. */
export async function ringOnce(isVisible: boolean) {
  const wait = (time: number) => new Promise((resolve) => setTimeout(resolve, time));
  const onLock = async (lock: unknown) => {
    if (!lock) return;
    if (!isVisible) ring();
    await wait(MIN_INTERVAL_MS);
  };
  if (!isVisible) await wait(INVISIBLE_TAB_DELAY_MS);
  if (navigator.locks) await navigator.locks.request('ocs-chat-sound', { ifAvailable: true }, onLock);
  else await onLock(true);
}
