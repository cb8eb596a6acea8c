// The documentation site: the Markdown pages as they are in the repository, and the API of the client.
import { defineConfig } from 'vitepress';
import { withMermaid } from 'vitepress-plugin-mermaid';
import api from '../api/typedoc-sidebar.json' with { type: 'json' };
import { unlinkOthers } from './unlink-others.js';

const page = (text, link) => ({ text, link });
const group = (text, ...items) => ({ text, items });

export default withMermaid(
  defineConfig({
    title: 'havoc',
    description: 'The plumbing between Slack and a Slack app.',
    srcDir: '..',
    // Everything but the pages.
    srcExclude: [
      '{node_modules,.git,.havoc,.ci,examples,test,prisma,proto}/**',
      'src/!(client)/**',
      'docs/.vitepress/**',
    ],
    outDir: '../dist/site',
    cacheDir: '../dist/site-cache',
    rewrites: { 'README.md': 'index.md' },
    cleanUrls: true,
    lastUpdated: false,
    markdown: { config: (markdown) => unlinkOthers(markdown) },
    vite: { build: { chunkSizeWarningLimit: 2_000 } },
    themeConfig: {
      search: { provider: 'local' },
      outline: [2, 3],
      nav: [page('Guide', '/docs/app'), page('Reference', '/docs/reference'), page('API', '/docs/api/')],
      sidebar: [
        group(
          'Start',
          page('havoc', '/'),
          page('Writing an app', '/docs/app'),
          page('Installations', '/docs/installations'),
          page('From Bolt', '/docs/from-bolt'),
          page('Other languages', '/docs/languages'),
          page('A real workspace', '/docs/real-workspace'),
        ),
        group(
          'Use',
          page('Deliveries', '/docs/deliveries'),
          page('Calling Slack', '/docs/calling-slack'),
          page('Messages', '/docs/messages'),
          page('Testing', '/docs/testing'),
          page('Testing installations', '/docs/testing-installations'),
          page('The local Slack', '/docs/local-slack'),
          page('Worlds and seeds', '/docs/worlds'),
        ),
        group(
          'Run',
          page('Deploy', '/docs/deploy'),
          page('The chart', '/helm/havoc/README'),
          page('Installing with OAuth', '/docs/install'),
          page('Moving installations', '/docs/moving-installations'),
          page('Operations', '/docs/operations'),
          page('Secrets and keys', '/docs/secrets'),
          page('The database', '/docs/database'),
          page('Security', '/docs/security'),
        ),
        group(
          'Reference',
          page('Variables and metrics', '/docs/reference'),
          page('Commands', '/docs/commands'),
          page('Errors of apps', '/docs/errors'),
          page('Errors of gRPC', '/docs/errors-grpc'),
          page('Errors of installing the app', '/docs/errors-installing'),
          page('Errors of running havoc', '/docs/errors-running'),
          page('Errors of the local Slack', '/docs/errors-local-slack'),
        ),
        group(
          'Inside',
          page('Architecture', '/docs/architecture'),
          page('Architecture of the local Slack', '/docs/architecture-local-slack'),
          page('The contract', '/docs/contract'),
          page('Benchmarks', '/docs/benchmarks'),
          page('Contributing', '/CONTRIBUTING'),
          page('Changelog', '/CHANGELOG'),
        ),
        { text: 'API of @havoc/client', collapsed: true, items: api },
      ],
    },
  }),
);
