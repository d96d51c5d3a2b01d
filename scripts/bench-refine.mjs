// Bundles the simulation of refinements into a folder that goes away, and runs it with the arguments given.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { bundle } from './bundle.mjs';

const folder = mkdtempSync(join(tmpdir(), 'planex-refine-bench-'));
try {
  await bundle(join(folder, 'bench'), { main: 'bench/refine/main.ts' });
  const args = [join(folder, 'bench/main.mjs'), ...process.argv.slice(2)];
  process.exitCode = spawnSync(process.execPath, args, { stdio: 'inherit' }).status ?? 1;
} finally {
  rmSync(folder, { recursive: true, force: true });
}
