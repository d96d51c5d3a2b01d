import { join } from 'node:path';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { faultPoint } from '../../fault-point.ts';
import { git } from '../git.ts';
import type { Repository } from '../repository.ts';

/** A file as a commit is to have it. */
export interface AmendedFile {
  path: string;
  bytes: Uint8Array;
}

/**
 * Writes a commit with the parents, author and message of `commit` in which these files, already part of its tree, have
 * other contents. No work tree, index or reference is touched and no hook runs; a signed commit is signed again.
 */
export async function amendCommit(
  repository: Pick<Repository, 'home'>,
  commit: string,
  files: readonly AmendedFile[],
): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'planex-index-'));
  const env = { GIT_INDEX_FILE: join(folder, 'index') };
  const run = (args: string[], options: { input?: string | Buffer; env?: Record<string, string> } = {}) =>
    git(repository.home, args, { ...options, env: { ...env, ...options.env }, writes: true });
  try {
    await run(['read-tree', commit]);
    for (const { path, bytes } of files) {
      const [mode] = (await run(['ls-files', '-s', '-z', '--', `:(literal)${path}`])).split(' ');
      const blob = await run(['hash-object', '-w', '--no-filters', '--stdin'], { input: Buffer.from(bytes) });
      const entry = `${mode === undefined || mode === '' ? '100644' : mode} ${blob}\t${path}\0`;
      await run(['update-index', '-z', '--index-info'], { input: entry });
    }
    const tree = await run(['write-tree']);
    const amended = await commitAgain(run, commit, tree);
    faultPoint('amend-commit:written');
    return amended;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function commitAgain(
  run: (
    args: string[],
    options?: { input?: string | Buffer; env?: Record<string, string> },
  ) => Promise<string>,
  commit: string,
  tree: string,
): Promise<string> {
  const raw = await run(['cat-file', 'commit', commit]);
  const headEnd = raw.indexOf('\n\n');
  const head = raw.slice(0, headEnd).split('\n');
  const parents = head
    .filter((line) => line.startsWith('parent '))
    .map((line) => line.slice('parent '.length));
  const signed = head.some((line) => line.startsWith('gpgsig'));
  const author = head.find((line) => line.startsWith('author '));
  const [, name = '', email = '', date = ''] = /^author (.*) <(.*)> (\d+ [+-]\d+)$/.exec(author ?? '') ?? [];
  const message = raw.slice(headEnd + 2);
  return run(
    [
      '-c',
      'i18n.commitEncoding=UTF-8',
      'commit-tree',
      tree,
      ...parents.flatMap((parent) => ['-p', parent]),
      ...(signed ? ['-S'] : []),
    ],
    {
      input: message.endsWith('\n') ? message : `${message}\n`,
      env: { GIT_AUTHOR_NAME: name, GIT_AUTHOR_EMAIL: email, GIT_AUTHOR_DATE: date },
    },
  );
}
