import { join } from 'node:path';
import type { LandingJournal } from '../../src/git/landing/landing-journal.ts';
import { RUN } from './landing-scene.ts';
import type { TestRepository } from './repository.ts';

/** The journal of a landing in this repository that changes nothing, but for what is said. */
export function makeJournal(
  { path, git }: TestRepository,
  change: Partial<LandingJournal> = {},
): LandingJournal {
  const gitDir = join(path, '.git');
  const tip = git('rev-parse', 'HEAD');
  return {
    version: 1,
    runId: RUN,
    owner: { pid: process.pid, startTime: '', bootId: '' },
    startedAt: new Date().toISOString(),
    workTree: path,
    gitDir,
    commonDir: gitDir,
    indexFile: join(gitDir, 'index'),
    indexMark: '',
    ref: 'refs/heads/main',
    old: tip,
    new: tip,
    message: '',
    changes: [],
    ...change,
  };
}
