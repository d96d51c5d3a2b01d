import { chmod, cp, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname, relative } from 'node:path';
import { build } from 'esbuild';

/** What CommonJS packages need in a module; made only when one of them asks, since that takes time at every start. */
const REQUIRE = `import { createRequire as planexCreateRequire } from 'node:module';
const require = (name) => planexCreateRequire(import.meta.url)(name);`;

/**
 * Files that are loaded together, each group as one chunk: every file that loads costs half a millisecond, as much as it
 * takes to run it. `status` and `statusline`, which stand in prompts, load no other.
 */
const GROUPS = {
  front: [
    'src/commands/catalogue.ts',
    'src/commands/current-folder.ts',
    'src/commands/terminal.ts',
    'src/git/near-records.ts',
    'src/storage-error.ts',
  ],
  asking: ['src/commands/ways.ts', 'src/compose/status/read-status.ts', 'src/version.ts'],
};

/** What loads on demand, and so decides what makes up a chunk: esbuild puts together what the same of them need. */
const ON_DEMAND =
  /\/src\/(cli|commands\/[^/]+|compose\/(own-operations|open-planex|daemon\/(open-daemon|spawn-daemon)))\.ts$/;
const NEEDS_FRONT_ONLY = ['src/cli.ts', 'src/commands/statusline.ts'];

const keepGroupsTogether = {
  name: 'keep-groups-together',
  setup({ onLoad, onResolve }) {
    onResolve({ filter: /^planex-group:/ }, ({ path }) => ({
      path: path.split(':')[1],
      namespace: 'planex-group',
    }));
    onLoad({ filter: /./, namespace: 'planex-group' }, ({ path }) => ({
      contents: GROUPS[path].map((file) => `import './${file}';`).join('\n'),
      resolveDir: process.cwd(),
    }));
    onLoad({ filter: ON_DEMAND }, async ({ path }) => {
      const file = relative(process.cwd(), path);
      if (Object.values(GROUPS).flat().includes(file)) return undefined;
      const groups = NEEDS_FRONT_ONLY.includes(file) ? ['front'] : Object.keys(GROUPS);
      const imports = groups.map((group) => `import 'planex-group:${group}';`).join('\n');
      return { contents: `${await readFile(path, 'utf8')}\n${imports}\n`, loader: 'ts' };
    });
  },
};

/**
 * The daemon needs most of planex, and so nearly each of the chunks that commands share: it gets files of its own, in few
 * pieces, from where it is entered.
 */
const DAEMON = { source: 'src/commands/foreground.ts', folder: 'daemon' };

const keepDaemonApart = {
  name: 'keep-daemon-apart',
  setup({ onResolve }) {
    onResolve({ filter: /\/foreground\.ts$/ }, ({ importer }) => ({
      // Only src/cli.ts becomes a file at the top; all else that imports it, a chunk in a folder.
      path: `${importer.endsWith('/src/cli.ts') ? '.' : '..'}/${DAEMON.folder}/foreground.js`,
      external: true,
    }));
  },
};

/** Bundles these entries into a folder, emptied before: files of a few kilobytes and chunks that load on demand. */
export async function bundle(folder, entryPoints, plugins = []) {
  await rm(folder, { recursive: true, force: true });
  await bundleInto(folder, entryPoints, [...plugins, keepDaemonApart, keepGroupsTogether]);
  await cp('hooks', `${folder}/hooks`, { recursive: true });
  if (entryPoints.planex === undefined) return;
  await bundleInto(`${folder}/${DAEMON.folder}`, { foreground: DAEMON.source }, plugins);
  await chmod(`${folder}/planex.js`, 0o755);
}

async function bundleInto(outdir, entryPoints, plugins) {
  const { version } = JSON.parse(await readFile('package.json', 'utf8'));
  const { outputFiles } = await build({
    entryPoints,
    plugins,
    outdir,
    write: false,
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
    banner: { js: `#!/usr/bin/env node\n${REQUIRE}` },
    chunkNames: 'chunks/[name]-[hash]',
  });
  for (const { path, text } of outputFiles) {
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, spellInAscii(text));
  }
}

/**
 * One dash in one regular expression, and Node keeps each character of the whole file in two bytes. What esbuild leaves as
 * it is stands in regular expressions and comments, where an escape means the same.
 */
function spellInAscii(text) {
  return text.replaceAll(
    /[^\0-\x7f]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}
