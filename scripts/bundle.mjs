import { chmod, cp, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { build } from 'esbuild';

/** What CommonJS packages need in a module; made only when one of them asks, since that takes time at every start. */
const REQUIRE = `import { createRequire as planexCreateRequire } from 'node:module';
const require = (name) => planexCreateRequire(import.meta.url)(name);`;

/** The commands: a bundle of its own beside the entry, with chunks that load on demand. */
const COMMANDS = { source: 'src/commands/run-program.ts', target: 'program' };

/** The daemon needs most of planex: it is a program of its own, in one file, of which the compiled code can be kept. */
const DAEMON = { source: 'src/commands/foreground.ts', target: 'daemon/program' };

const keepApart = {
  name: 'keep-apart',
  setup({ onResolve }) {
    onResolve({ filter: /\/run-program\.ts$/ }, ({ importer }) =>
      importer.endsWith('/src/cli.ts') ? { path: `./${COMMANDS.target}.mjs`, external: true } : undefined,
    );
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
  await bundleInto(folder, { [COMMANDS.target]: COMMANDS.source }, plugins);
  await bundleInto(folder, { [DAEMON.target]: DAEMON.source }, plugins, PROGRAM);
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
const ENTRY = {
  format: 'cjs',
  minifyWhitespace: true,
  lineLimit: 200,
  banner: { js: '#!/usr/bin/env node' },
  define: { 'import.meta.dirname': '__dirname' },
};
/** As one function that fills a module, see `loadProgram`. */
const PROGRAM = {
  format: 'cjs',
  // Parts that load on demand are in the same file, and run when they are asked for.
  supported: { 'dynamic-import': false },
  // The source is kept in memory as long as it runs.
  minifyWhitespace: true,
  lineLimit: 200,
  banner: {
    js: `(function (module, require, planexFile) { "use strict";
const planexUrl = require('node:url').pathToFileURL(planexFile).href;`,
  },
  footer: { js: 'return module; })' },
  define: { 'import.meta.url': 'planexUrl' },
};

async function bundleInto(outdir, entryPoints, plugins, { define, ...form } = IN_CHUNKS) {
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
    define: { PLANEX_VERSION: JSON.stringify(version), ...define },
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
