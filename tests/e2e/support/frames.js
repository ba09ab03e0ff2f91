// Waits until the browser has painted.

/** Resolves after this number of animation frames. */
export const nextFrames = (page, count = 2) =>
  page.evaluate(async (count) => {
    for (let frame = 0; frame < count; frame += 1) await new Promise(requestAnimationFrame);
  }, count);
