import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { onTestFinished } from 'vitest';

/** A real repository in a temporary folder, removed when the test ends. */
export interface TestRepository {
  path: string;
  /** Runs git there and returns its standard output without the last line end. Throws when git fails. */
  git: (...args: string[]) => string;
  write: (path: string, text: string) => void;
  read: (path: string) => string;
  /** Writes the files, stages exactly them and commits; returns the commit's id. */
  commit: (files: Record<string, string>, message?: string) => string;
}

/** Makes an empty folder that goes away with the test. */
export function makeFolder(prefix = 'planex-folder-'): string {
  const path = realpathSync(mkdtempSync(join(tmpdir(), prefix)));
  onTestFinished(() => rmSync(path, { recursive: true, force: true, maxRetries: 5 }));
  return path;
}

/** Wraps an existing folder that is a repository. */
export function useRepository(path: string): TestRepository {
  const git = (...args: string[]): string =>
    execFileSync('git', args, { cwd: path, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] }).replace(
      /\n$/,
      '',
    );
  const write = (file: string, text: string): void => {
    mkdirSync(dirname(join(path, file)), { recursive: true });
    writeFileSync(join(path, file), text);
  };
  return {
    path,
    git,
    write,
    read: (file) => readFileSync(join(path, file), 'utf8'),
    commit(files, message = 'test: a commit') {
      for (const [file, text] of Object.entries(files)) write(file, text);
      git('--literal-pathspecs', 'add', '--', ...Object.keys(files));
      git('commit', '--quiet', '-m', message);
      return git('rev-parse', 'HEAD');
    },
  };
}

/** Makes a repository with one commit (`README.md`), or with none when `empty` is true. */
export function makeRepository(options: { empty?: boolean; prefix?: string } = {}): TestRepository {
  const repository = useRepository(makeFolder(options.prefix ?? 'planex-repo-'));
  repository.git('init', '--quiet');
  if (options.empty !== true) repository.commit({ 'README.md': '# A repository\n' }, 'docs: say hello');
  return repository;
}
