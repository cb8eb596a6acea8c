import { dirname, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

const here = dirname(fileURLToPath(import.meta.url));

/** The page is plain files in dist/page, which the local Slack serves; addresses in it are relative to where it is served. */
export default defineConfig({
  root: here,
  base: './',
  plugins: [react()],
  build: {
    outDir: resolve(here, '../../../dist/page'),
    emptyOutDir: true,
    target: 'es2023',
    reportCompressedSize: false,
  },
});
