// One instance of the WebAssembly module. The build wraps this file and the script that wasm-bindgen generates in a function, each
// call of which returns the glue of another instance.

import { Widget, initSync } from 'glue';
import { onTrap } from './guard.ts';
import { instantiate } from './instantiation.ts';

provideGlue({
  mount: Widget.mount,
  startRefusal: Widget.startRefusal,
  async start(module, listener) {
    onTrap(listener);
    await instantiate(module, () => initSync({ module }));
  },
});
