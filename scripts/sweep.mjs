// Builds planex, two copies of it that land badly, and the program that kills them; runs it and passes its exit code on.
import { spawn } from 'node:child_process';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join, resolve } from 'node:path';
import { bundle } from './bundle.mjs';

const BAD_LANDINGS = 'test/sweep/bad-landings';

/** Puts another module in the place of the landing port of the daemon. */
function replaceLanding(module) {
  return {
    name: 'replace-landing',
    setup(build) {
      build.onResolve({ filter: /\/landing-port\.ts$/ }, () => ({ path: resolve(module) }));
    },
  };
}

const folder = await mkdtemp(join(tmpdir(), 'planex-sweep-bundle-'));
let code = 1;
try {
  await bundle(join(folder, 'planex'), { planex: 'src/cli.ts' });
  for (const file of await readdir(BAD_LANDINGS)) {
    const planex = { planex: 'src/cli.ts' };
    await bundle(join(folder, basename(file, '.ts')), planex, [replaceLanding(join(BAD_LANDINGS, file))]);
  }
  await bundle(join(folder, 'sweep'), { sweep: 'test/sweep/sweep.ts' });
  const args = [join(folder, 'sweep/sweep.mjs'), '--bundles', folder, ...process.argv.slice(2)];
  const child = spawn(process.execPath, args, { stdio: 'inherit' });
  // Ctrl-C reaches the sweep as well, which ends what it has started.
  for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => child.kill(signal));
  code = await new Promise((settle) => child.once('close', (exit) => settle(exit ?? 1)));
} finally {
  await rm(folder, { recursive: true, force: true });
}
process.exitCode = code;
