import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { runGit } from '../../src/git/git.ts';
import { loadPackage } from '../packages.ts';
import { makeBenchRepository } from '../repositories.ts';
import type { Row } from '../row.ts';
import { interleave, timeIt } from '../sample.ts';

const ARGS = ['rev-parse', '--git-dir'];

/** How much planex adds to one git command. */
export const gitCommand: Row = {
  name: 'git-command',
  title: 'one git command / child_process',
  async measure(bench) {
    const { path } = makeBenchRepository(bench, 'repository', 10);
    const { env } = bench;
    const bare = async (): Promise<void> => {
      const child = spawn('git', ARGS, { cwd: path, env, stdio: ['ignore', 'pipe', 'pipe'] });
      child.stdout.resume();
      child.stderr.resume();
      await once(child, 'close');
    };
    const { execa } = await loadPackage<typeof import('execa')>(bench, 'execa');
    const { simpleGit } = await loadPackage<typeof import('simple-git')>(bench, 'simple-git');
    const client = simpleGit(path);
    const [planex, against, byExeca, bySimpleGit] = await interleave(60, [
      () => timeIt(() => runGit(path, ARGS)),
      () => timeIt(bare),
      () => timeIt(() => execa('git', ARGS, { cwd: path, env, extendEnv: false })),
      () => timeIt(() => client.raw('update-index', '--refresh')),
    ]);
    if (!planex || !against || !byExeca || !bySimpleGit) return [];
    return [
      {
        at: '',
        unit: 'ms',
        planex,
        against: { name: 'child_process', ...against },
        peers: [
          { name: 'execa', ...byExeca },
          { name: 'simple-git, silent command', ...bySimpleGit },
        ],
        target: 1.1,
        acceptable: 1.6,
      },
    ];
  },
};
