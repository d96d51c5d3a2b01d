import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { land } from '../../src/git/landing/landing.ts';
import { makeCommit } from '../commits.ts';
import { loadPackage } from '../packages.ts';
import { run } from '../programs.ts';
import { makeBenchRepository } from '../repositories.ts';
import type { BenchContext, Comparison, Row } from '../row.ts';
import { interleave, timeIt } from '../sample.ts';

/** A finished commit comes onto the branch that is checked out, against a person's `git add` and `git commit`. */
export const landing: Row = {
  name: 'landing',
  title: 'commit of a task / git add + git commit -- path',
  async measure(bench) {
    const all: Comparison[] = [];
    for (const [files, target, acceptable, rounds] of SIZES) {
      bench.say(`landing among ${files} files`);
      all.push({ ...(await measureAt(bench, files, rounds)), target, acceptable });
    }
    bench.say('landing among loose objects');
    const notes = ['No clone is like that, and git packs the objects by itself when there are 6,700.'];
    all.push({ ...(await measureAt(bench, 100_000, 7, 'loose')), notes });
    return all;
  },
};

const SIZES = [
  [100, 1.1, 1.5, 30],
  [10_000, 0.75, 1.3, 20],
  [100_000, 0.5, 1.1, 7],
] as const;

async function measureAt(
  bench: BenchContext,
  files: number,
  rounds: number,
  objects: 'packed' | 'loose' = 'packed',
): Promise<Comparison> {
  const { env } = bench;
  const ours = makeBenchRepository(bench, `ours-${files}-${objects}`, files, objects);
  const theirs = makeBenchRepository(bench, `theirs-${files}-${objects}`, files, objects);
  const records = join(ours.path, '.git/planex');
  mkdirSync(records);
  const { simpleGit } = await loadPackage<typeof import('simple-git')>(bench, 'simple-git');
  const peer = simpleGit(theirs.path);
  const path = 'src/0/file-7.txt';
  const [planex, against, bySimpleGit] = await interleave(rounds, [
    async (round) => {
      const commit = await makeCommit(ours, bench, path, `round ${round}\n`);
      const request = { home: ours.path, records, runId: `run-${round}`, target: 'main', commit };
      let outcome = 'nothing';
      const tookMs = await timeIt(async () => {
        outcome = (await land({ ...request, message: 'planex: land' })).kind;
      });
      if (outcome !== 'landed') throw new Error(`the landing ended with ${outcome}`);
      return tookMs;
    },
    async (round) => {
      theirs.write(path, `round ${round}\n`);
      return timeIt(async () => {
        await run('git', ['add', path], { cwd: theirs.path, env });
        await run('git', ['commit', '--quiet', '-m', `round ${round}`, '--', path], {
          cwd: theirs.path,
          env,
        });
      });
    },
    async (round) => {
      theirs.write(path, `round ${round} again\n`);
      return timeIt(async () => {
        await peer.add(path);
        await peer.commit(`round ${round} again`, path);
      });
    },
  ]);
  if (!planex || !against || !bySimpleGit) throw new Error('nothing was measured');
  return {
    at: `${files} tracked files${objects === 'loose' ? ', every object a file of its own' : ''}`,
    unit: 'ms',
    planex,
    against: { name: 'git add + git commit', ...against },
    peers: [{ name: 'simple-git', ...bySimpleGit }],
  };
}
