// One instance of the application. The build makes a function of this file and of what wasm-bindgen generates: each call
// returns what this file provides, for another instance.

import initialize, { Widget } from 'glue';
import { onFault } from './guard.js';

provideGlue({
  mount: Widget.mount,
  async start(module, listener) {
    onFault(listener);
    await initialize({ module_or_path: module });
  },
});
