import { chmod, cp, readFile, rm } from 'node:fs/promises';
import { build } from 'esbuild';

/** Bundles these entries into a folder, emptied before: files of a few kilobytes and chunks that load on demand. */
export async function bundle(folder, entryPoints, plugins = []) {
  const { version } = JSON.parse(await readFile('package.json', 'utf8'));
  await rm(folder, { recursive: true, force: true });
  await build({
    entryPoints,
    plugins,
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
  await cp('hooks', `${folder}/hooks`, { recursive: true });
  if (entryPoints.planex !== undefined) await chmod(`${folder}/planex.js`, 0o755);
}
