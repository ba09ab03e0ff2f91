// Calls of the page's that wait for an instance.

import type { WidgetHandle } from '../wasm/bindings.ts';

export class PendingCalls {
  #calls: { resolve: (handle: WidgetHandle) => void; reject: (error: Error) => void }[] = [];

  get length() {
    return this.#calls.length;
  }

  wait(): Promise<WidgetHandle> {
    return new Promise((resolve, reject) => this.#calls.push({ resolve, reject }));
  }

  resolve(handle: WidgetHandle) {
    for (const { resolve } of this.#calls.splice(0)) resolve(handle);
  }

  reject(reason: string) {
    for (const { reject } of this.#calls.splice(0)) reject(new Error(reason));
  }
}
