import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { HistoryView, RepositoryPort } from '../../daemon/repository.ts';
import { errorCode } from '../../errors.ts';
import { createBranchMaker } from '../../git/branch-obstacles.ts';
import { readBlob, readBranch } from '../../git/branches.ts';
import { readCommitChanges } from '../../git/history/commit-changes.ts';
import { findDirtyPaths } from '../../git/dirty-paths.ts';
import { type History, type RevertsThatCount, scanHistory } from '../../git/history/history.ts';
import { type LandedCommit, landingKey } from '../../git/history/landed-commits.ts';
import { listHiddenPaths } from '../../git/hidden-paths.ts';
import { readIdentity } from '../../git/identity.ts';
import type { Repository } from '../../git/repository.ts';
import { signBranches } from '../../git/references-signature.ts';
import { rememberWhileUnchanged } from '../../git/remember-while-unchanged.ts';
import { makeStateReader } from '../../git/repository-state.ts';
import { findSettledChanges } from '../../git/settled-changes.ts';
import { readStandings } from '../../git/standing.ts';
import { replaceFile } from '../../state/replace-file.ts';
import { dropProof, isProven } from '../../state/replace-proof.ts';
import { makeRestReader } from '../read-rest.ts';
import { createLocalCommits } from './local-commits.ts';

/** Git and the home work tree as the daemon sees them. `counting` says which reverts take a landing back at the moment. */
export function createRepositoryPort(
  repository: Repository,
  records: string,
  counting: () => RevertsThatCount = () => 'here',
): RepositoryPort {
  const readRest = makeRestReader();
  let viewed: { tips: string; view: HistoryView } | undefined;
  const scan = rememberWhileUnchanged(
    (asOfMs) => {
      const signature = signBranches(repository, asOfMs);
      return signature === undefined ? undefined : `${counting()} ${signature}`;
    },
    () => scanHistory(repository, join(records, 'history.json'), counting()),
  );
  const branches = createBranchMaker(repository);
  return {
    home: repository.home,
    readFacts: makeStateReader(repository),
    readStandings: (paths) => readStandings(repository, paths),
    async confirmWrittenHere(files) {
      if (files.length === 0) return new Set();
      const changed = await findSettledChanges(
        repository,
        files.map((file) => file.path),
      );
      const same = await Promise.all(
        files.map(async ({ path, bytes }) => {
          const now = await readFile(join(repository.home, path)).catch(() => undefined);
          return now !== undefined && Buffer.compare(now, bytes) === 0;
        }),
      );
      return new Set(files.flatMap(({ path }, at) => (same[at] === true && changed.has(path) ? [path] : [])));
    },
    listHiddenPaths: (paths) => listHiddenPaths(repository, paths),
    findDirtyPaths: (paths) => findDirtyPaths(repository, paths),
    async scanHistory() {
      const history = await scan();
      if (viewed?.tips !== history.tips) viewed = { tips: history.tips, view: viewHistory(history) };
      return viewed.view;
    },
    readLocalCommits: createLocalCommits(repository),
    readBranch: (name) => readBranch(repository, name),
    createBranch: (name, oid) => branches.make(name, oid),
    findBranchObstacle: (name) => branches.findObstacle(name),
    replaceFile: (path, expected, bytes, proof) =>
      replaceFile(join(repository.home, path), expected, bytes, records, proof),
    isReplaced: (proof) => isProven(records, proof),
    dropProof: (proof) => dropProof(records, proof),
    readRestMs: (path) => readRest(join(repository.home, path)),
    async readFile(path) {
      try {
        return await readFile(join(repository.home, path));
      } catch (error) {
        if (errorCode(error) === 'ENOENT') return undefined;
        throw error;
      }
    },
    readUserName: async () => (await readIdentity(repository))?.name,
    readBlob: (commit, path) => readBlob(repository, commit, path),
    readChanges: (commit) => readCommitChanges(repository, commit),
  };
}

function viewHistory(history: History): HistoryView {
  const byDigest = new Map<string, { taskId: string; commit: LandedCommit }[]>();
  const ids = new Set<string>();
  for (const commit of [...history.landed.values()].flat()) {
    ids.add(commit.taskId);
    for (const digest of new Set([commit.digest, commit.content ?? commit.digest])) {
      const same = byDigest.get(digest) ?? [];
      same.push({ taskId: commit.taskId, commit });
      byDigest.set(digest, same);
    }
  }
  return {
    complete: history.complete,
    find: (taskId, digest) => history.landed.get(landingKey(taskId, digest)) ?? [],
    findByDigest: (digest) => byDigest.get(digest) ?? [],
    knows: (taskId) => ids.has(taskId),
    listStanding: (stem) => {
      const all = [...history.landed.values()].flat();
      const standing = all.filter(({ taskId, reverted }) => !reverted && taskId.startsWith(`${stem}#`));
      return [...new Set(standing.map(({ commit }) => commit))];
    },
    listNamed: (commit) => [...history.landed.values()].flat().filter((landing) => landing.commit === commit),
  };
}
