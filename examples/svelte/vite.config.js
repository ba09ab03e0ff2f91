import { svelte } from '@sveltejs/vite-plugin-svelte';
import { defineConfig } from 'vite';

export default defineConfig({
  plugins: [svelte()],
  // The package's WebAssembly file is next to its modules, from where Vite's development server would move them.
  optimizeDeps: { exclude: ['ocs-chat'] },
});
