import { chmodSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { findProgram } from '../../src/find-program.ts';
import { makeFolder } from './repository.ts';

/** What a git that is struck does instead of its work. */
export type Strike = 'fails' | 'is locked out' | 'is killed' | 'hangs' | 'fails after its work';

/** A `git` to be first on PATH that counts its calls and goes wrong at one of them. */
export interface GitShim {
  /** Added to the environment of who is to use it. */
  env: NodeJS.ProcessEnv;
  /** From now on the calls are counted anew, and the one with this number goes wrong. */
  strikeAt(number: number, strike: Strike): void;
  /** From now on git works. */
  rest(): void;
  /** What the call was that went wrong, or undefined when there was none with its number. */
  struck(): string | undefined;
}

const STRIKES: Record<Strike, string> = {
  fails: "echo 'fatal: struck' >&2; exit 128",
  'is locked out': `echo "fatal: Unable to create '/somewhere/.git/index.lock': File exists." >&2; exit 128`,
  'is killed': 'kill -KILL $$',
  hangs: 'exec sleep 600',
  'fails after its work': '"$real" "$@"; exit 128',
};

/** Makes a shim before the git that is on PATH. */
export function makeGitShim(): GitShim {
  const folder = makeFolder('planex-shim-');
  const real = findProgram('git', process.env) ?? '';
  const calls = (round: number): string => join(folder, `calls-${round}`);
  const bin = join(folder, 'bin');
  mkdirSync(bin);
  let round = 0;
  let number = 0;
  const plan = (text: string): void => {
    round += 1;
    mkdirSync(calls(round));
    writeFileSync(join(folder, 'plan'), `round=${round}\n${text}`);
  };
  const shim = join(bin, 'git');
  // A name that exists already is refused (set -C): of calls at once each gets a number of its own.
  writeFileSync(
    shim,
    `#!/bin/sh\nreal=${real}\n. ${folder}/plan\nset -C\nn=1\nwhile ! { echo "$*" > ${folder}/calls-$round/$n; } 2>/dev/null; do n=$((n+1)); done\nset +C\nif [ "$n" = "$at" ]; then strike "$@"; fi\nexec "$real" "$@"\n`,
  );
  chmodSync(shim, 0o755);
  plan('at=0\n');
  return {
    env: { PATH: `${bin}:${process.env['PATH']}` },
    strikeAt(wanted, strike) {
      number = wanted;
      plan(`at=${wanted}\nstrike() { ${STRIKES[strike]}; }\n`);
    },
    rest: () => plan('at=0\n'),
    struck() {
      const last = calls(round);
      return readdirSync(last).includes(String(number))
        ? readFileSync(join(last, String(number)), 'utf8').trim()
        : undefined;
    },
  };
}
