// One instance of the WebAssembly module. The build wraps this file and the script that wasm-bindgen generates in a function, each
// call of which returns the glue of another instance.

import initialize, { Widget } from 'glue';
import { onTrap } from './guard.ts';

provideGlue({
  mount: Widget.mount,
  async start(module, listener) {
    onTrap(listener);
    await initialize({ module_or_path: module });
  },
});
