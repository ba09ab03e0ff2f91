// The sound of a message that has come.

/** Two soft tones. Nothing is heard where the browser does not allow it before the visitor has done something. */
function ring() {
  const context = new AudioContext();
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
  setTimeout(() => void context.close(), 1_000);
}

/** Milliseconds in which one sound is enough, for all pages of the site. */
const ENOUGH = 1_000;

/** Lets it be heard that a message has come, in one of the pages that know of it. */
export function ringOnce() {
  const rings = async (/** @type {unknown} */ lock) => {
    if (!lock) return;
    ring();
    await new Promise((done) => setTimeout(done, ENOUGH));
  };
  if (navigator.locks) void navigator.locks.request('ocs-chat-sound', { ifAvailable: true }, rings);
  else void rings(true);
}
