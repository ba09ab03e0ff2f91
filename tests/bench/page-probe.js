// Measures inside the page, before any other script runs.

/**
 * Defines `window.bench` in the page. With `initial`, it starts to wait for that condition at once; scenarios that measure
 * script time omit it, because polling costs time.
 *
 * Conditions are a widget's tag and an expression of its shadow root, `root`.
 */
export function installProbe(initial) {
  window.bench = { blocked: 0, longestTask: 0, memories: [] };
  new PerformanceObserver((list) => {
    for (const { duration } of list.getEntries()) {
      window.bench.blocked += Math.max(0, duration - 50);
      window.bench.longestTask = Math.max(window.bench.longestTask, duration);
    }
  }).observe({ type: 'longtask', buffered: true });
  for (const name of ['instantiate', 'instantiateStreaming']) {
    const original = WebAssembly[name];
    WebAssembly[name] = async (...args) => {
      const result = await original(...args);
      const { memory } = (result.instance ?? result).exports;
      if (memory) window.bench.memories.push(memory);
      return result;
    };
  }
  /** Waits until a condition holds, and returns the time of the next frame. */
  window.bench.until = (tag, expression) =>
    new Promise((resolve, reject) => {
      const holds = new Function('root', `return ${expression}`);
      setTimeout(() => reject(new Error(`${tag}: timed out waiting for ${expression}`)), 100_000);
      const poll = () => {
        const root = document.querySelector(tag)?.shadowRoot;
        // Polling with timers instead of frames lets `requestIdleCallback` run.
        if (root && holds(root)) requestAnimationFrame(() => resolve(performance.now()));
        else setTimeout(poll);
      };
      poll();
    });
  /** Measures the time from the next click to the first frame in which a condition holds, as `bench.answered`. */
  window.bench.watchClick = (tag, expression) => {
    const holds = new Function('root', `return ${expression}`);
    window.bench.answered = new Promise((resolve) => {
      const onClick = () => {
        const clicked = performance.now();
        window.bench.clicked = clicked;
        const poll = () => {
          const root = document.querySelector(tag)?.shadowRoot;
          if (root && holds(root)) resolve(performance.now() - clicked);
          else requestAnimationFrame(poll);
        };
        requestAnimationFrame(poll);
      };
      addEventListener('pointerdown', onClick, { capture: true, once: true });
    });
  };
  if (initial) window.bench.firstShown = window.bench.until(...initial);
}

/** An expression that holds if an element is visible. */
export const isShown = (selector) => `[...root.querySelectorAll('${selector}')].some((element) => element.offsetWidth > 0)`;
/** An expression that holds if an element with this text is visible. */
export const hasText = (text) =>
  `[...root.querySelectorAll('p, span, div')].some((element) => element.textContent.includes(${JSON.stringify(text)}) && element.offsetHeight > 0)`;
