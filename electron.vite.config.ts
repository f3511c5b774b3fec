import react from '@vitejs/plugin-react'
import { defineConfig } from 'electron-vite'

export default defineConfig({
  main: {
    build: {
      outDir: 'out/main',
      // Everything is bundled: what is packaged needs no node_modules. ssh2's optional native parts stay out.
      externalizeDeps: false,
      rollupOptions: {
        input: { main: 'src-main/main.ts' },
        external: ['electron', 'cpu-features', /\.node$/],
      },
    },
  },
  preload: {
    build: {
      outDir: 'out/preload',
      externalizeDeps: false,
      rollupOptions: {
        input: { preload: 'src-main/preload/preload.ts' },
        // A sandboxed preload script is one CommonJS file.
        output: { format: 'cjs', entryFileNames: '[name].cjs' },
      },
    },
  },
  renderer: {
    root: 'src-renderer',
    base: './',
    plugins: [react()],
    build: {
      outDir: 'out/renderer',
      emptyOutDir: true,
      chunkSizeWarningLimit: 1_000,
      minify: true,
      rollupOptions: { input: { index: 'src-renderer/index.html' } },
    },
  },
})
