// One instance of the WebAssembly module. The build makes a function of this file and of the script that wasm-bindgen generates:
// each call returns the glue of another instance.

import initialize, { Widget } from 'glue';
import { onTrap } from './guard.ts';

provideGlue({
  mount: Widget.mount,
  async start(module, listener) {
    onTrap(listener);
    await initialize({ module_or_path: module });
  },
});
