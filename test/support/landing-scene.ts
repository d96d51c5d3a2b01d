import { execFileSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { lstatSync, mkdirSync, readdirSync, readFileSync, readlinkSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { land, type LandingOutcome } from '../../src/git/landing/landing.ts';
import { makeFolder, makeRepository, type TestRepository, useRepository } from './repository.ts';

/**
 * The run whose landings are tested. Its git processes are found by its name on the whole machine, as those of no other test
 * may be.
 */
export const RUN = `run-${randomUUID()}`;

/** A repository with a branch checked out, and finished commits that wait to be landed on it. */
export interface LandingScene {
  repository: TestRepository;
  records: string;
  /** Makes a commit on top of `base` (HEAD unless told) outside of the user's work tree, and returns its id. */
  makeCommit: (edit: (copy: TestRepository) => void, base?: string) => string;
  land: (
    commit: string,
    options?: { runId?: string; target?: string; home?: string; signal?: AbortSignal },
  ) => Promise<LandingOutcome>;
}

/** Wraps a repository, by default a new one with these files. */
export function makeLandingScene(
  files: Record<string, string> = {},
  repository: TestRepository = makeRepository(),
): LandingScene {
  if (Object.keys(files).length > 0) repository.commit(files, 'test: the files of the scene');
  const records = join(repository.git('rev-parse', '--path-format=absolute', '--git-common-dir'), 'planex');
  mkdirSync(records, { recursive: true });
  return {
    repository,
    records,
    makeCommit(edit, base = 'HEAD') {
      const folder = join(makeFolder('planex-work-'), 'copy');
      repository.git('worktree', 'add', '--quiet', '--detach', folder, base);
      const copy = useRepository(folder);
      edit(copy);
      copy.git('add', '--all');
      copy.git('commit', '--quiet', '--allow-empty', '--no-verify', '-m', 'feat: the work of a run');
      const commit = copy.git('rev-parse', 'HEAD');
      repository.git('worktree', 'remove', '--force', folder);
      return commit;
    },
    land(commit, { runId = RUN, target = 'main', home = repository.path, signal } = {}) {
      return land({ home, records, runId, target, commit, message: `planex: land ${runId}`, signal });
    },
  };
}

/** Has git itself write the files of landings, under the lock: with such an index they are not written beforehand. */
export function haveGitWrite({ git }: TestRepository): void {
  git('update-index', '--index-version', '4');
}

/** Everything a landing must not change: files with their times, index entries, refs, stash, HEAD and its kind. */
export function photograph(
  repository: TestRepository,
  except: readonly string[] = [],
): Record<'files' | 'entries' | 'status' | 'refs' | 'head', unknown> {
  const skipped = new Set(except);
  const entries = repository
    .git('ls-files', '-z', '--stage', '-v')
    .split('\0')
    .filter((line) => line !== '' && !skipped.has(line.slice(line.indexOf('\t') + 1)))
    .sort();
  return {
    files: listFiles(repository.path, '').filter((line) => !skipped.has(line.split('\0')[0] ?? '')),
    entries,
    status: readStatus(repository),
    refs: repository
      .git('for-each-ref')
      .split('\n')
      .filter((line) => except.length === 0 || !line.includes('refs/heads/')),
    head: readFileSync(join(repository.git('rev-parse', '--absolute-git-dir'), 'HEAD'), 'utf8'),
  };
}

/** The bytes of the index entries, times included, of all paths but these. */
export function readEntryDetails(repository: TestRepository, except: readonly string[]): string[] {
  const listed = repository.git('-c', 'core.quotePath=false', 'ls-files', '--stage', '--debug');
  const blocks = listed.split(/\n(?=\d{6} )/);
  return blocks.filter((block) => !except.some((path) => block.split('\n')[0]?.endsWith(`\t${path}`)));
}

/** `git status` without its permission to refresh the index. */
export function readStatus(repository: TestRepository): string {
  return execFileSync('git', ['status', '--porcelain=v2', '-z', '--untracked-files=all', '--ignored'], {
    cwd: repository.path,
    encoding: 'utf8',
    env: { ...process.env, GIT_OPTIONAL_LOCKS: '0' },
  });
}

/** Removes files from a copy of the repository. */
export function removeFiles(copy: TestRepository, ...paths: string[]): void {
  for (const path of paths) rmSync(join(copy.path, path), { recursive: true });
}

function listFiles(top: string, folder: string): string[] {
  return readdirSync(join(top, folder), { withFileTypes: true }).flatMap((item) => {
    const path = folder === '' ? item.name : `${folder}/${item.name}`;
    if (path === '.git') return [];
    if (item.isDirectory()) return listFiles(top, path);
    const { mtimeMs, mode, ino } = lstatSync(join(top, path));
    const bytes = item.isSymbolicLink()
      ? readlinkSync(join(top, path))
      : readFileSync(join(top, path), 'latin1');
    return [[path, mode, ino, mtimeMs, bytes].join('\0')];
  });
}
