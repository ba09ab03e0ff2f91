import vue from '@vitejs/plugin-vue';
import { defineConfig } from 'vite';

export default defineConfig({
  plugins: [vue({ template: { compilerOptions: { isCustomElement: (tag) => tag === 'ocs-chat' } } })],
  // Vite's pre-bundling would move the package's modules away from the WebAssembly file, which they load by a relative address.
  optimizeDeps: { exclude: ['ocs-chat'] },
});
