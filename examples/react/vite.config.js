import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

export default defineConfig({
  plugins: [react()],
  // The package's WebAssembly file is next to its modules, from where Vite's development server would move them.
  optimizeDeps: { exclude: ['ocs-chat'] },
});
