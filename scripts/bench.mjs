// Bundles planex and the benchmarks into a folder that goes away, and runs them there with the arguments given.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from 'esbuild';

const folder = mkdtempSync(join(tmpdir(), 'planex-bench-bundle-'));
try {
  const built = spawnSync(process.execPath, ['scripts/build.mjs', join(folder, 'dist')], {
    stdio: 'inherit',
  });
  if (built.status !== 0) throw new Error('planex could not be bundled');
  const bench = join(folder, 'bench.mjs');
  await build({
    entryPoints: ['bench/main.ts'],
    outfile: bench,
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'node20.19',
    mainFields: ['module', 'main'],
    logLevel: 'error',
    banner: {
      js: "import { createRequire as benchCreateRequire } from 'node:module'; const require = benchCreateRequire(import.meta.url);",
    },
  });
  const args = [bench, '--planex', join(folder, 'dist/planex.js'), ...process.argv.slice(2)];
  process.exitCode = spawnSync(process.execPath, args, { stdio: 'inherit' }).status ?? 1;
} finally {
  rmSync(folder, { recursive: true, force: true });
}
