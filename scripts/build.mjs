// Bundles the command line into dist/, or the folder named: an entry of a few kilobytes and chunks that load on demand.
import { chmod, readFile, rm } from 'node:fs/promises';
import { build } from 'esbuild';

const { version } = JSON.parse(await readFile('package.json', 'utf8'));

const folder = process.argv[2] ?? 'dist';

await rm(folder, { recursive: true, force: true });
await build({
  entryPoints: { planex: 'src/cli.ts', demo: 'scripts/demo.ts' },
  outdir: folder,
  bundle: true,
  splitting: true,
  platform: 'node',
  format: 'esm',
  target: 'node20.19',
  // jsonc-parser's CommonJS build loads its parts in a way that cannot be bundled.
  mainFields: ['module', 'main'],
  minifySyntax: true,
  legalComments: 'none',
  define: { PLANEX_VERSION: JSON.stringify(version) },
  banner: {
    js: [
      '#!/usr/bin/env node',
      "import { createRequire as planexCreateRequire } from 'node:module';",
      'const require = planexCreateRequire(import.meta.url);',
    ].join('\n'),
  },
  chunkNames: 'chunks/[name]-[hash]',
});
await chmod(`${folder}/planex.js`, 0o755);
