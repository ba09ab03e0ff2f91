// Waits for what the browser does when it paints.

/** Resolves after this number of animation frames. */
export const nextFrames = (page, count = 2) =>
  page.evaluate(async (count) => {
    for (let frame = 0; frame < count; frame += 1) await new Promise(requestAnimationFrame);
  }, count);
