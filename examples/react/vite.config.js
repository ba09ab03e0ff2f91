import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

export default defineConfig({
  plugins: [react()],
  // Vite's pre-bundling would move the package's modules away from the WebAssembly file, which they load by a relative address.
  optimizeDeps: { exclude: ['ocs-chat'] },
});
