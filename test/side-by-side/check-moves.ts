import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type ExpectedWork, TRACKED_PLAN } from './landed-work.ts';
import { readGit } from './run-command.ts';

/** One step of a branch, as its log has it. */
interface Move {
  branch: string;
  from: string;
  to: string;
  message: string;
}

/** What the logs of the branches show. */
export interface MoveReport {
  violations: string[];
  /** How often planex landed each task. */
  landings: Map<string, number>;
}

const LANDED = /^planex: land (.+)$/;
/** A commit of the user's that brings nothing together. */
const COMMITTED = /^commit( \(amend\))?: /;

/**
 * Judges every step that the branches made: one of planex may change only the paths of its task, and one of the user
 * may take nothing back that had landed.
 */
export async function checkMoves(
  folder: string,
  branches: readonly string[],
  expected: readonly ExpectedWork[],
): Promise<MoveReport> {
  const landings = new Map<string, number>();
  const violations: string[] = [];
  const works = new Map(expected.map((work) => [work.path, work]));
  for (const move of branches.flatMap((branch) => readMoves(folder, branch))) {
    const taskId = LANDED.exec(move.message)?.[1];
    const changed = await listChanged(folder, move);
    const tell = (what: string): void =>
      void violations.push(
        `${what}: ${move.branch} ${move.from.slice(0, 8)}..${move.to.slice(0, 8)} (${move.message})`,
      );
    if (taskId !== undefined) {
      landings.set(taskId, (landings.get(taskId) ?? 0) + 1);
      for (const { path } of changed) {
        if (path === TRACKED_PLAN || works.get(path)?.taskId === taskId) continue;
        tell(`planex swept ${path}`);
      }
      continue;
    }
    for (const { path, before, after } of changed) {
      const work = works.get(path);
      if (work !== undefined && (await readBlob(folder, before)) === work.text) tell(`${path} was reverted`);
      else if (work !== undefined && COMMITTED.test(move.message)) tell(`the user's commit took ${path}`);
      if (path === TRACKED_PLAN) {
        const lost = await countLostTicks(folder, before, after);
        if (lost > 0) tell(`${lost} boxes of ${path} lost their tick`);
      }
    }
  }
  return { violations, landings };
}

function readMoves(folder: string, branch: string): Move[] {
  const log = readFileSync(join(folder, '.git/logs/refs/heads', branch), 'utf8');
  const moves = log.split('\n').flatMap((line): Move[] => {
    const [, from, to, message] = /^([0-9a-f]+) ([0-9a-f]+) [^\t]*(?:\t(.*))?$/.exec(line) ?? [];
    return from === undefined || to === undefined ? [] : [{ branch, from, to, message: message ?? '' }];
  });
  // The first entry is the beginning.
  return moves.slice(1);
}

async function listChanged(
  folder: string,
  { from, to }: Move,
): Promise<{ path: string; before: string; after: string }[]> {
  const listed = await readGit(folder, 'diff-tree', '-r', '--no-renames', from, to);
  return listed.split('\n').flatMap((line) => {
    const [, before, after, path] = /^:\d+ \d+ ([0-9a-f]+) ([0-9a-f]+) \w\t(.*)$/.exec(line) ?? [];
    return before === undefined || after === undefined || path === undefined ? [] : [{ path, before, after }];
  });
}

async function readBlob(folder: string, id: string): Promise<string | undefined> {
  return /^0+$/.test(id) ? undefined : readGit(folder, 'cat-file', 'blob', id);
}

async function countLostTicks(folder: string, before: string, after: string): Promise<number> {
  const [old = [], now = []] = await Promise.all(
    [before, after].map(async (id) => ((await readBlob(folder, id)) ?? '').split('\n')),
  );
  return old.filter((line, at) => line.startsWith('- [x]') && !now[at]?.startsWith('- [x]')).length;
}
