import { chmod, cp, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { build } from 'esbuild';

/** What CommonJS packages need in a module. */
const REQUIRE = [
  "import { createRequire as planexCreateRequire } from 'node:module';",
  'const require = planexCreateRequire(import.meta.url);',
].join('\n');

/** Bundles these entries into a folder, emptied before: files of a few kilobytes and chunks that load on demand. */
export async function bundle(folder, entryPoints, plugins = []) {
  const { version } = JSON.parse(await readFile('package.json', 'utf8'));
  await rm(folder, { recursive: true, force: true });
  const { outputFiles } = await build({
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
    banner: { js: REQUIRE },
    write: false,
    chunkNames: 'chunks/[name]-[hash]',
  });
  for (const { path, text } of outputFiles) {
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, `#!/usr/bin/env node\n${dropUnused(text)}`);
  }
  await cp('hooks', `${folder}/hooks`, { recursive: true });
  if (entryPoints.planex !== undefined) await chmod(`${folder}/planex.js`, 0o755);
}

/** Making a `require` takes time in each file that loads; all but the one with esbuild's helper have no use for it. */
function dropUnused(text) {
  return /typeof require\b|\brequire\.resolve\b/.test(text) ? text : text.replace(REQUIRE, '');
}
