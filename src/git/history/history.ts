import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { readIfThere } from '../../read-if-there.ts';
import { git, runGit } from '../git.ts';
import { readHistoryCache, writeHistoryCache, type HistoryCache } from './history-cache.ts';
import { indexLandings, type LandedCommit, listReverting } from './landed-commits.ts';
import { MARKS, type MessageFacts, readMessage } from './message-facts.ts';
import type { Repository } from '../repository.ts';

/** What the local branches say about tasks that were done. */
export interface History {
  /** Landings by `landingKey`, newest first within a scan. */
  landed: Map<string, LandedCommit[]>;
  /** False when a shallow clone hides older commits: what is not found may still have been done. */
  complete: boolean;
  /** Changes whenever a local branch moves, the history is cut off elsewhere, or other reverts count. */
  tips: string;
}

/**
 * Which reverts count: those in the branch that is checked out, or also those in the branches of planex's own. Where none
 * is checked out, all of them.
 */
export type RevertsThatCount = 'here' | 'own-branches';

/** Where the branches of planex's own are. */
const OWN_BRANCHES = 'refs/heads/planex/';

/**
 * Finds every landing on the local branches. With `cacheFile`, only commits that are new since the last scan are read;
 * the file is a mere cache and is rebuilt when it cannot be used.
 */
export async function scanHistory(
  repository: Repository,
  cacheFile?: string,
  counting: RevertsThatCount = 'here',
): Promise<History> {
  const [{ tips, here, own }, boundary] = await Promise.all([
    readBranches(repository),
    readShallowBoundary(repository),
  ]);
  const cached = cacheFile === undefined ? undefined : await readHistoryCache(cacheFile);
  const known = cached?.boundary === boundary ? cached : undefined;
  const unchanged = known !== undefined && known.tips.join() === tips.join();
  const facts = unchanged ? known.facts : await readFacts(repository, tips, known);
  if (cacheFile !== undefined && !unchanged) {
    await writeHistoryCache(cacheFile, { version: 2, tips, boundary, facts });
  }
  const elsewhere =
    here === undefined
      ? new Set<string>()
      : await listElsewhere(repository, listReverting(facts), [
          here,
          ...(counting === 'own-branches' ? own : []),
        ]);
  return {
    landed: indexLandings(facts, elsewhere),
    complete: boundary === '',
    tips: createHash('sha256')
      .update([boundary, ...tips, ...[...elsewhere].toSorted()].join())
      .digest('hex'),
  };
}

async function readFacts(
  repository: Repository,
  tips: readonly string[],
  known: HistoryCache | undefined,
): Promise<MessageFacts[]> {
  const gone = known && (await listGone(repository, known.tips, tips));
  if (known === undefined || gone === undefined) return searchMessages(repository, tips, []);
  const found = await searchMessages(repository, tips, known.tips);
  return [...found, ...known.facts.filter(({ commit }) => !gone.has(commit))];
}

/** Commits that the old tips reached and the new ones do not; undefined when an old tip no longer exists. */
async function listGone(
  repository: Repository,
  old: readonly string[],
  tips: readonly string[],
): Promise<Set<string> | undefined> {
  if (old.length === 0) return new Set();
  const answer = await runGit(repository.home, ['rev-list', '--stdin'], { input: revisions(old, tips) });
  return answer.code === 0 ? new Set(answer.stdout.split('\n')) : undefined;
}

/** Which of these commits none of `tips` reaches. */
async function listElsewhere(
  repository: Repository,
  commits: readonly string[],
  tips: readonly string[],
): Promise<Set<string>> {
  if (commits.length === 0) return new Set();
  const answer = await git(repository.home, ['rev-list', '--stdin'], { input: revisions(commits, tips) });
  const beyond = new Set(answer.split('\n'));
  return new Set(commits.filter((commit) => beyond.has(commit)));
}

async function searchMessages(
  repository: Repository,
  tips: readonly string[],
  known: readonly string[],
): Promise<MessageFacts[]> {
  if (tips.length === 0) return [];
  const output = await git(
    repository.home,
    [
      'log',
      '-z',
      '--no-show-signature',
      '--encoding=UTF-8',
      '--format=%H%n%B',
      '--fixed-strings',
      ...MARKS.map((mark) => `--grep=${mark}`),
      '--stdin',
    ],
    { input: revisions(tips, known) },
  );
  return output.split('\0').flatMap((entry) => {
    const lineEnd = entry.indexOf('\n');
    return lineEnd < 0 ? [] : [readMessage(entry.slice(0, lineEnd), entry.slice(lineEnd + 1))];
  });
}

/**
 * Where the local branches stand; `own` are those of planex's own, and `here` is the one that is checked out, if any is and
 * has a commit.
 */
async function readBranches(
  repository: Repository,
): Promise<{ tips: string[]; own: string[]; here?: string }> {
  const format = '--format=%(HEAD)%(objectname) %(refname)';
  const listing = await git(repository.home, ['for-each-ref', format, 'refs/heads']);
  const branches = listing.split('\n').flatMap((line) => {
    const [oid = '', name = ''] = line.slice(1).split(' ');
    return line === '' ? [] : [{ oid, name, isHere: line.startsWith('*') }];
  });
  const here = branches.find(({ isHere }) => isHere)?.oid;
  const own = branches.filter(({ name }) => name.startsWith(OWN_BRANCHES)).map(({ oid }) => oid);
  const tips = [...new Set(branches.map(({ oid }) => oid))].sort();
  return { tips, own, ...(here !== undefined && { here }) };
}

/** Where a shallow clone cuts the history off; empty when it is whole. */
async function readShallowBoundary(repository: Repository): Promise<string> {
  return ((await readIfThere(join(repository.commonDir, 'shallow'))) ?? '').trim();
}

function revisions(wanted: readonly string[], unwanted: readonly string[]): string {
  return [...wanted, ...unwanted.map((oid) => `^${oid}`)].map((line) => `${line}\n`).join('');
}
