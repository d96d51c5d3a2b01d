import { spawnSync } from 'node:child_process';
import { mkdirSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { findProgram } from '../../src/find-program.ts';
import { top } from './document.ts';
import { makeFolder, type TestRepository } from './repository.ts';

/** The drift guard of the hooks, as a hook runs it. */
export function runGuardScript(
  { path }: Pick<TestRepository, 'path'>,
  args: readonly string[],
  env: NodeJS.ProcessEnv = {},
): { code: number; stdout: string; stderr: string } {
  const { status, stdout, stderr } = spawnSync('sh', [join(top, 'hooks/guard.sh'), ...args], {
    cwd: path,
    env: { ...process.env, ...env },
    encoding: 'utf8',
    maxBuffer: 100_000_000,
  });
  return { code: status ?? 128, stdout, stderr };
}

/** Every kind of awk that is installed here. */
export function listAwks(): string[] {
  const names = ['mawk', 'gawk', 'busybox', 'original-awk', 'awk'];
  return names.filter((name) => findProgram(name, process.env) !== undefined);
}

/** A PATH on which `awk` is one of these. */
export function pathWithAwk(name: string): string {
  const folder = makeFolder('planex-awk-');
  mkdirSync(join(folder, 'bin'));
  symlinkSync(findProgram(name, process.env) ?? name, join(folder, 'bin/awk'));
  return `${join(folder, 'bin')}:${process.env['PATH']}`;
}
