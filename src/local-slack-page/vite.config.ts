import { dirname, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

const here = dirname(fileURLToPath(import.meta.url));

/** Builds the page into dist/page. The local Slack serves it from there. The URLs in the page are relative. */
export default defineConfig({
  root: here,
  base: './',
  plugins: [react()],
  build: {
    outDir: resolve(here, '../../dist/page'),
    emptyOutDir: true,
    target: 'es2023',
    reportCompressedSize: false,
  },
});
