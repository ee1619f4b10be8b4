import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { brotliCompress } from 'node:zlib';
import react from '@vitejs/plugin-react';
import type { Plugin } from 'vite';
import { VitePWA } from 'vite-plugin-pwa';
import { defineConfig } from 'vitest/config';
import { LongFirst } from './e2e/support/long-first.ts';
import { SecondTries } from './e2e/support/second-tries.ts';

/**
 * Scripts and styles, compressed once and as small as they get (brotli's own default, 11): too slow for a request, which
 * finds them beside the plain files (sync-server/http/static.ts).
 */
function compressed(): Plugin {
  return {
    name: 'waypost:compressed',
    apply: 'build',
    async writeBundle({ dir = '' }, bundle) {
      const files = Object.values(bundle).filter(({ fileName }) => /\.(js|css)$/.test(fileName));
      await Promise.all(
        files.map(async (file) => {
          const plain = file.type === 'chunk' ? file.code : file.source;
          await writeFile(join(dir, `${file.fileName}.br`), await promisify(brotliCompress)(plain));
        }),
      );
    },
  };
}

export default defineConfig({
  root: 'app',
  publicDir: '../public',
  build: {
    outDir: '../dist',
    emptyOutDir: true,
    target: 'es2022',
    sourcemap: true,
    // The first screen in one chunk with what keeps it in step: split by who else imports what, it was 22, each compressed
    // without knowing the others, 13 kB more in all.
    rolldownOptions: {
      output: {
        codeSplitting: { groups: [{ name: 'first', test: /app\/(main\.tsx|session\/lead-work\.ts)$/ }] },
      },
    },
    chunkSizeWarningLimit: 700,
  },
  plugins: [
    react(),
    compressed(),
    VitePWA({
      strategies: 'injectManifest',
      srcDir: '.',
      filename: 'sw.ts',
      registerType: 'prompt',
      injectRegister: false,
      injectManifest: {
        globPatterns: ['**/*.{js,css,html,svg,png,webmanifest,woff2}'],
        globIgnores: ['screenshot-*.png'],
      },
      manifest: {
        id: '/',
        name: 'Waypost',
        short_name: 'Waypost',
        description: "The ticket desk that works where the network doesn't",
        start_url: '/',
        scope: '/',
        display: 'standalone',
        background_color: '#f1f3ee',
        theme_color: '#14362f',
        icons: [
          { src: '/icon-192.png', sizes: '192x192', type: 'image/png' },
          { src: '/icon-512.png', sizes: '512x512', type: 'image/png' },
          { src: '/icon-maskable-512.png', sizes: '512x512', type: 'image/png', purpose: 'maskable' },
        ],
        share_target: {
          action: '/share',
          method: 'POST',
          enctype: 'multipart/form-data',
          params: {
            title: 'title',
            text: 'text',
            url: 'url',
            files: [
              { name: 'files', accept: ['image/*', 'application/pdf', 'text/*', 'video/*', 'audio/*'] },
            ],
          },
        },
        shortcuts: [{ name: 'New ticket', url: '/new', icons: [{ src: '/icon-192.png', sizes: '192x192' }] }],
        screenshots: [
          { src: '/screenshot-wide.png', sizes: '1280x800', type: 'image/png', form_factor: 'wide' },
          { src: '/screenshot-narrow.png', sizes: '390x844', type: 'image/png', form_factor: 'narrow' },
        ],
      },
    }),
  ],
  test: {
    root: '.',
    maxWorkers: 2,
    // Nothing is asserted of how long anything takes: these are only for what never comes, also on a machine that hardly runs.
    testTimeout: 300_000,
    hookTimeout: 300_000,
    expect: { poll: { timeout: 60_000 } },
    sequence: { sequencer: LongFirst },
    reporters: ['default', new SecondTries()],
    projects: [
      {
        extends: true,
        // Rules and words: they touch nothing that another could find changed, so a worker does one after the other.
        test: { name: 'rules', include: ['{shared,app/ui/words}/**/*.test.ts'], isolate: false },
      },
      {
        extends: true,
        test: {
          name: 'desk',
          include: ['{app,sync-server,e2e,bench}/**/*.test.ts'],
          exclude: ['app/ui/words/**'],
          globalSetup: './e2e/support/global-setup.ts',
          // Browsers, processes and databases have moments that nobody controls. Where the gate asks for it, a test that fails
          // gets a second try, and is named.
          retry: process.env['WAYPOST_SECOND_TRY'] ? 1 : 0,
        },
      },
    ],
  },
});
