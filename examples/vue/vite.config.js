import vue from '@vitejs/plugin-vue';
import { defineConfig } from 'vite';

export default defineConfig({
  plugins: [vue({ template: { compilerOptions: { isCustomElement: (tag) => tag === 'ocs-chat' } } })],
  // The package's WebAssembly file is next to its modules, from where Vite's development server would move them.
  optimizeDeps: { exclude: ['ocs-chat'] },
});
