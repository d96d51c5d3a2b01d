import { type ChildProcess, spawn } from 'node:child_process';
import { join } from 'node:path';
import { inject, onTestFinished } from 'vitest';
import { PATIENCE_MS } from './patience.ts';
import { planexEnvironment, type Place } from './planex.ts';

/** A planex that is still running: what it says can be awaited, and it can be typed to and sent signals. */
export interface PlanexProcess {
  /** All that it has printed up to now, on both outputs. */
  output(): string;
  /** Resolves once it has printed something that matches. */
  says(pattern: RegExp): Promise<void>;
  type(keys: string): void;
  signal(name: NodeJS.Signals): void;
  /** Nobody reads what it prints from now on, as when a pager has been left. On a terminal, that is closed. */
  leave(): void;
  /** Resolves to its exit code. */
  ended(): Promise<number>;
}

/** Starts `planex <args>` in a folder, and ends it with the test if it has not ended by itself. */
export function spawnPlanex(
  place: Place,
  args: readonly string[],
  env: NodeJS.ProcessEnv = {},
): PlanexProcess {
  return follow(
    spawn(process.execPath, [join(inject('planexBundle'), 'planex.js'), ...args], {
      cwd: typeof place === 'string' ? place : place.path,
      env: planexEnvironment(place, env),
    }),
  );
}

/** The same on a terminal of its own, 100 columns wide. */
export function spawnOnTerminal(
  place: Place,
  args: readonly string[],
  env: NodeJS.ProcessEnv = {},
): PlanexProcess {
  const line = [process.execPath, join(inject('planexBundle'), 'planex.js'), ...args];
  const command = `stty cols 100; exec ${line.map((word) => `'${word}'`).join(' ')}`;
  const terminal = spawn('script', ['--quiet', '--return', '--command', command, '/dev/null'], {
    cwd: typeof place === 'string' ? place : place.path,
    env: planexEnvironment(place, { CI: undefined, TERM: 'xterm-256color', ...env }),
  });
  return follow(terminal, () => void terminal.kill('SIGKILL'));
}

function follow(child: ChildProcess, onLeave: () => void = () => undefined): PlanexProcess {
  let output = '';
  let look: () => void = () => undefined;
  for (const stream of [child.stdout, child.stderr]) {
    stream?.setEncoding('utf8').on('data', (text: string) => {
      output += text;
      look();
    });
  }
  child.stdin?.on('error', () => undefined);
  const end = new Promise<number>((resolve) => {
    child.once('close', (code) => resolve(code ?? 128));
  });
  onTestFinished(async () => {
    if (child.exitCode === null && child.signalCode === null) child.kill('SIGKILL');
    await end;
  });
  return {
    output: () => output,
    says: (pattern) =>
      new Promise((resolve, reject) => {
        const fail = (why: string): void =>
          reject(new Error(`${why} it printed ${String(pattern)}; up to now:\n${output}`));
        const timer = setTimeout(() => fail(`waited ${PATIENCE_MS} ms until`), PATIENCE_MS);
        look = () => {
          if (!pattern.test(output)) return;
          clearTimeout(timer);
          resolve();
        };
        child.once('close', () => {
          look();
          clearTimeout(timer);
          fail('it ended before');
        });
        look();
      }),
    type: (keys) => void child.stdin?.write(keys),
    signal: (name) => void child.kill(name),
    leave() {
      child.stdout?.destroy();
      child.stderr?.destroy();
      onLeave();
    },
    ended: () => end,
  };
}
