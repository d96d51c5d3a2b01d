import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { makeFolder } from './repository.ts';

/**
 * Lets git keep a record of each of its processes, those that git itself starts too, until the test ends. What this
 * returns gives the arguments of all processes so far, in no particular order, and begins anew.
 */
export function recordGit(): () => string[] {
  const usual = process.env['GIT_CONFIG_GLOBAL'] ?? '';
  const folder = makeFolder('planex-trace-');
  const settings = join(makeFolder(), 'gitconfig');
  writeFileSync(settings, `[include]\n\tpath = ${usual}\n[trace2]\n\teventTarget = ${folder}\n`);
  process.env['GIT_CONFIG_GLOBAL'] = settings;
  onTestFinished(() => {
    process.env['GIT_CONFIG_GLOBAL'] = usual;
  });
  const told = new Set<string>();
  return () =>
    readdirSync(folder).flatMap((name) => {
      if (told.has(name)) return [];
      told.add(name);
      const line = readFileSync(join(folder, name), 'utf8')
        .split('\n')
        .find((one) => one.includes('"event":"start"'));
      if (line === undefined) return [];
      const { argv }: { argv: string[] } = JSON.parse(line);
      return [argv.slice(1).join(' ')];
    });
}
