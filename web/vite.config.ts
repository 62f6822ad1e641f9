import { fileURLToPath } from 'node:url'
import react from '@vitejs/plugin-react'
import type { Plugin } from 'vite'
import { defineConfig } from 'vite'

const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url))

/** In development the two pages answer at the addresses that the server gives them: /m and all the rest. */
const pageAddresses: Plugin = {
  name: 'changping-page-addresses',
  configureServer(server) {
    server.middlewares.use((request, _response, next) => {
      if (/^\/m(\/|\?|$)/.test(request.url ?? '')) request.url = '/m.html'
      next()
    })
  },
}

export default defineConfig({
  root: here('.'),
  base: '/',
  plugins: [react(), pageAddresses],
  build: {
    outDir: here('../build/web'),
    emptyOutDir: true,
    target: ['chrome87', 'safari14'],
    chunkSizeWarningLimit: 1500,
    rolldownOptions: {
      input: { console: here('index.html'), mobile: here('m.html') },
      output: {
        codeSplitting: {
          groups: [
            // One file per language, so that a person loads one only.
            {
              debugName: 'text',
              name: (id: string) => `text-${/\/text\/([\w-]+)\/[\w-]+\.json$/.exec(id)?.[1] ?? ''}`,
              test: /\/web\/text\/[\w-]+\/[\w-]+\.json$/,
            },
            { name: 'react', test: /\/node_modules\/(react|react-dom|scheduler)\// },
            {
              name: 'base',
              test: /\/node_modules\/(@tanstack|i18next|react-i18next|use-sync-external-store)\//,
            },
          ],
        },
      },
    },
  },
  server: {
    port: 5173,
    proxy: Object.fromEntries(['/api', '/h', '/healthz'].map((path) => [path, 'http://127.0.0.1:8080'])),
  },
})
