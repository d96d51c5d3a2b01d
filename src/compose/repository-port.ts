import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { HistoryView, RepositoryPort } from '../daemon/ports.ts';
import { errorCode } from '../errors.ts';
import { createBranch, readBlob, readBranch } from '../git/branches.ts';
import { broughtTheseBytes, listBroughtPaths } from '../git/brought-paths.ts';
import { findDirtyPaths } from '../git/dirty-paths.ts';
import { readHeadLog } from '../git/head-log.ts';
import { type History, scanHistory } from '../git/history.ts';
import { type LandedCommit, landingKey } from '../git/landed-commits.ts';
import type { Repository } from '../git/repository.ts';
import { readRepositoryState } from '../git/repository-state.ts';
import { readStandings } from '../git/standing.ts';
import { replaceFile } from '../state/replace-file.ts';

/** Git and the home work tree as the daemon sees them. */
export function createRepositoryPort(repository: Repository, records: string): RepositoryPort {
  let viewed: { tips: string; view: HistoryView } | undefined;
  return {
    home: repository.home,
    readFacts: () => readRepositoryState(repository),
    readStandings: (paths) => readStandings(repository, paths),
    findDirtyPaths: (paths) => findDirtyPaths(repository, paths),
    async scanHistory() {
      const history = await scanHistory(repository, join(records, 'history.json'));
      if (viewed?.tips !== history.tips) viewed = { tips: history.tips, view: viewHistory(history) };
      return viewed.view;
    },
    async readLocalCommits(since) {
      const { mark, commits } = await readHeadLog(repository, since);
      const brought = await listBroughtPaths(repository, commits);
      return { mark, brought: (path, bytes) => broughtTheseBytes(repository, brought, path, bytes) };
    },
    readBranch: (name) => readBranch(repository, name),
    createBranch: (name, oid) => createBranch(repository, name, oid),
    replaceFile: (path, expected, bytes) => replaceFile(join(repository.home, path), expected, bytes),
    async readFile(path) {
      try {
        return await readFile(join(repository.home, path));
      } catch (error) {
        if (errorCode(error) === 'ENOENT') return undefined;
        throw error;
      }
    },
    readBlob: (commit, path) => readBlob(repository, commit, path),
  };
}

function viewHistory(history: History): HistoryView {
  const byDigest = new Map<string, { taskId: string; commit: LandedCommit }[]>();
  const ids = new Set<string>();
  for (const commit of [...history.landed.values()].flat()) {
    ids.add(commit.taskId);
    const same = byDigest.get(commit.digest) ?? [];
    same.push({ taskId: commit.taskId, commit });
    byDigest.set(commit.digest, same);
  }
  return {
    complete: history.complete,
    find: (taskId, digest) => history.landed.get(landingKey(taskId, digest)) ?? [],
    findByDigest: (digest) => byDigest.get(digest) ?? [],
    knows: (taskId) => ids.has(taskId),
  };
}
