// Builds planex and the user that works beside it, and runs them; first with a landing that is bad, which must be found.
import { spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { bundle } from './bundle.mjs';

const badLanding = {
  name: 'bad-landing',
  setup(build) {
    const path = resolve('test/side-by-side/bad-landing.ts');
    build.onResolve({ filter: /\/landing-port\.ts$/ }, () => ({ path }));
  },
};

/** Runs the user beside a bundle of planex; resolves to the exit code. */
function run(folder, planex, args) {
  const line = [join(folder, 'user/user.mjs'), '--bundle', join(folder, planex), ...args];
  const child = spawn(process.execPath, line, { stdio: 'inherit' });
  for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => child.kill(signal));
  return new Promise((settle) => child.once('close', (exit) => settle(exit ?? 1)));
}

const folder = await mkdtemp(join(tmpdir(), 'planex-side-by-side-bundle-'));
try {
  const planex = { planex: 'src/cli.ts' };
  await bundle(join(folder, 'user'), { user: 'test/side-by-side/side-by-side.ts' });
  await bundle(join(folder, 'bad'), planex, [badLanding]);
  await bundle(join(folder, 'planex'), planex);
  process.exitCode =
    (await run(folder, 'bad', ['--bad', '--seconds', '120'])) ||
    (await run(folder, 'planex', process.argv.slice(2)));
} finally {
  await rm(folder, { recursive: true, force: true });
}
