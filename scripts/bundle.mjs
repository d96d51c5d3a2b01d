import { chmod, cp, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { basename, dirname, join, relative, resolve } from 'node:path';
import { build } from 'esbuild';

/** What CommonJS packages need in a module; made only when one of them asks, since that takes time at every start. */
const REQUIRE = `import { createRequire as planexCreateRequire } from 'node:module';
const require = (name) => planexCreateRequire(import.meta.url)(name);`;

/** What becomes a bundle of its own, so that it loads in few pieces: files of the sources, and where in the folder they go. */
const APART = {
  // The daemon needs most of planex, and so nearly each of the chunks that commands share.
  'src/commands/foreground.ts': 'daemon/foreground',
  // The commands, each with chunks that load on demand.
  'src/commands/run-program.ts': 'program',
};

const keepApart = {
  name: 'keep-apart',
  setup({ onResolve }) {
    onResolve({ filter: /\/(foreground|run-program)\.ts$/ }, ({ importer, kind, path }) => {
      if (kind === 'entry-point') return undefined;
      const target = APART[relative(process.cwd(), resolve(dirname(importer), path))];
      // Only src/cli.ts becomes a file at the top; all else that imports one of them, a chunk in a folder.
      const top = importer.endsWith('/src/cli.ts') ? '.' : '..';
      return { path: `${top}/${target}.mjs`, external: true };
    });
  },
};

/**
 * Bundles these entries into a folder, emptied before. Of planex itself the entry is one file of the older kind of modules:
 * that is what loads soonest, and it answers by itself what is asked for in prompts.
 */
export async function bundle(folder, { planex, ...entryPoints }, plugins = []) {
  await rm(folder, { recursive: true, force: true });
  if (Object.keys(entryPoints).length > 0) await bundleInto(folder, entryPoints, [...plugins, keepApart]);
  await cp('hooks', `${folder}/hooks`, { recursive: true });
  if (planex === undefined) return;
  await bundleInto(folder, { planex }, [...plugins, keepApart], ENTRY);
  for (const [source, target] of Object.entries(APART)) {
    await bundleInto(join(folder, dirname(target)), { [basename(target)]: source }, [...plugins, keepApart]);
  }
  await writeFile(`${folder}/package.json`, '{ "type": "commonjs" }\n');
  await chmod(`${folder}/planex.js`, 0o755);
}

/** As modules whose parts load when they are asked for. */
const IN_CHUNKS = {
  format: 'esm',
  splitting: true,
  outExtension: { '.js': '.mjs' },
  chunkNames: 'chunks/[name]-[hash]',
  banner: { js: `#!/usr/bin/env node\n${REQUIRE}` },
};
const ENTRY = { format: 'cjs', banner: { js: '#!/usr/bin/env node' } };

async function bundleInto(outdir, entryPoints, plugins, form = IN_CHUNKS) {
  const { version } = JSON.parse(await readFile('package.json', 'utf8'));
  const { outputFiles } = await build({
    entryPoints,
    plugins,
    outdir,
    write: false,
    bundle: true,
    platform: 'node',
    target: 'node20.19',
    // jsonc-parser's CommonJS build loads its parts in a way that cannot be bundled.
    mainFields: ['module', 'main'],
    minifySyntax: true,
    legalComments: 'none',
    define: { PLANEX_VERSION: JSON.stringify(version) },
    ...form,
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
