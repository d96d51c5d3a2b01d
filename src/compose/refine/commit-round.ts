import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Workspace } from '../../daemon/workspace.ts';
import { findRefineCommit } from '../../git/history/refine-commit.ts';
import { land } from '../../git/landing/landing.ts';
import { mergeBytes } from '../../git/merge-bytes.ts';
import { readIfThere } from '../../read-if-there.ts';
import { findNewCommands } from '../../refine/find-new-commands.ts';
import { listTodo } from '../../refine/open-items.ts';
import { roundMessage } from '../../refine/round-message.ts';
import { locateRound } from '../../state/refine-folders.ts';
import { describeLeftOut } from '../../tasks/describe-left-out.ts';
import { describeOperation } from '../../tasks/describe-operation.ts';
import { digestBytes } from '../../artifacts/digest.ts';
import { toPlainLine } from '../../artifacts/plain-text.ts';
import { holdForCommit, holdForUser } from './hold-repository.ts';
import { placePlan } from './place-plan.ts';
import { holdGone, nameRound, NEXT, type RefineJob, readPlan, type StepEnd } from './refine-job.ts';
import { useWorkspace } from './use-workspace.ts';

/** What came of bringing a round's edit home. */
type CommitEnd =
  | { kind: 'landed'; commit: string }
  | { kind: 'refused'; output: string }
  | { kind: 'superseded'; why: string }
  /** The branch or the plan moved on meanwhile: once more. */
  | { kind: 'again'; output: string }
  /** Something of the user's is in the way. */
  | { kind: 'held'; hold: StepEnd };

const TRIES = 4;

/*
 *   edit ─▶ merged with what was committed since ─▶ commit, through the user's hooks
 *                                                       │
 *   landed ◀─ index and branch ◀─ file replaced ◀─ merged with what the user wrote since
 *
 * Each merge that conflicts ends the round without a change, and the plan is reviewed anew as the user has it.
 */

/** Commits the round's edit and brings it to the user's file and branch. What the user wrote meanwhile stays in the file. */
export async function commitRound(job: RefineJob): Promise<StepEnd> {
  const { run } = job;
  for (let tries = 1; ; tries += 1) {
    const end = await tryToCommit(job);
    if (end.kind === 'landed') {
      await run.apply({ type: 'commit:landed', commit: end.commit });
      return NEXT;
    }
    // Tried again when the run is gone on with.
    if (job.signal.aborted) return { kind: 'interrupted', reason: 'it was interrupted' };
    if (end.kind === 'held') return end.hold;
    if (end.kind === 'superseded') {
      await run.apply({ type: 'round:superseded', why: end.why });
      return NEXT;
    }
    if (end.kind === 'refused') {
      await run.apply({ type: 'commit:refused', output: end.output });
      return NEXT;
    }
    if (tries === TRIES) return holdForUser(end.output);
  }
}

async function tryToCommit(job: RefineJob): Promise<CommitEnd> {
  const { run, repository, planex } = job;
  const { round, base } = run.round();
  const facts = await repository.readFacts();
  const hold = holdForCommit(run, facts);
  if (hold !== undefined) return { kind: 'held', hold };
  const { head } = facts;
  if (head.kind !== 'branch') throw new Error('a commit is held back where there is no branch');
  const done = base && (await findRefineCommit(planex.repository, base, run.manifest().run_id, round));
  if (done) return { kind: 'landed', commit: done };
  return useWorkspace(job, nameRound(job), head.oid, async (workspace) => {
    const made = await makeCommit(job, workspace, head.oid);
    return made.kind === 'made' ? bringHome(job, made, head.name) : made;
  });
}

interface MadeCommit {
  kind: 'made';
  commit: string;
  /** The plan in it, as a file of the work tree. */
  bytes: Uint8Array;
}

async function makeCommit(
  job: RefineJob,
  workspace: Workspace,
  tip: string,
): Promise<MadeCommit | Exclude<CommitEnd, { kind: 'landed' }>> {
  const { run, path, workspaces, repository } = job;
  const [before, after] = [await run.read('plan-before.txt'), await run.read('plan-after.txt')];
  const file = join(workspace.path, path);
  const round = run.round();
  let wanted: Uint8Array = after;
  if (round.base !== undefined && round.base !== tip) {
    const [then, since] = await Promise.all(
      [round.base, tip].map((commit) => repository.readBlob(commit, path)),
    );
    const committed = await readIfThere(file);
    if (!isSame(then, since) && committed !== undefined) {
      const merged = await mergeBytes(await readFile(file), before, after);
      if (merged === undefined)
        return { kind: 'superseded', why: 'the plan was committed with other changes meanwhile' };
      wanted = merged;
    }
  }
  await placePlan(workspace, path, wanted);
  if ((await workspaces.listChanges(workspace)).paths.length === 0) {
    return { kind: 'refused', output: 'the edit is what is committed already' };
  }
  const { manifest } = run;
  const outcome = await workspaces.commit(workspace, {
    paths: [path],
    message: roundMessage(manifest(), round, job.reviewer.backend, listTodo(manifest(), round)),
    outputFile: join(locateRound(run.folder, round.round), 'commit-output.txt'),
    signal: job.signal,
  });
  if (outcome.kind === 'stopped') return { kind: 'refused', output: 'the commit was interrupted' };
  if (outcome.kind !== 'committed') return { kind: 'refused', output: outcome.output };
  const others = outcome.paths.filter((other) => other !== path);
  if (others.length > 0) {
    return { kind: 'refused', output: `a hook put other files into the commit: ${others.join(', ')}` };
  }
  return { kind: 'made', commit: outcome.commit, bytes: await readFile(file) };
}

/** The file first: were the branch first, the user's next commit would take the round back. */
async function bringHome(job: RefineJob, made: MadeCommit, target: string): Promise<CommitEnd> {
  const { run, repository, path, planex } = job;
  const before = await run.read('plan-before.txt');
  const theirs = await readPlan(job);
  if (theirs === undefined) return { kind: 'held', hold: holdGone(job) };
  const merged = isSame(theirs, before) ? made.bytes : await mergeBytes(theirs, before, made.bytes);
  if (merged === undefined)
    return { kind: 'superseded', why: 'the plan was changed in the same places meanwhile' };
  await admitEdit(job, theirs, [made.bytes, merged]);
  const isThere = isSame(theirs, merged) || (await repository.replaceFile(path, theirs, merged));
  if (!isThere) return { kind: 'again', output: 'the plan keeps changing' };
  const outcome = await land({
    home: planex.repository.home,
    records: planex.records,
    runId: nameRound(job),
    target,
    commit: made.commit,
    message: `planex: refine ${run.manifest().plan_slug} (round ${run.round().round})`,
    leavesFiles: true,
  });
  if (outcome.kind === 'landed') return { kind: 'landed', commit: outcome.commit };
  if (!isSame(theirs, merged)) await repository.replaceFile(path, merged, theirs);
  switch (outcome.kind) {
    case 'base-moved':
      return { kind: 'again', output: 'the branch keeps moving' };
    case 'locked':
      return { kind: 'again', output: `somebody else is at work in the repository: ${outcome.by}` };
    case 'dirty-paths':
      return blockedBy(job, `you have staged something of ${outcome.paths.join(', ')}`);
    case 'left-out': {
      const { message, action } = describeLeftOut(outcome.paths);
      return blockedBy(job, `${message} (${action})`);
    }
    case 'operation-in-progress':
      return blockedBy(job, describeOperation(outcome.operation).message);
    case 'wrong-branch':
      return blockedBy(job, outcome.message);
    case 'stopped':
      return { kind: 'again', output: 'planex was told to stop' };
    case 'refused':
      return { kind: 'refused', output: outcome.output };
  }
}

/** What a model has written may run as far as the plan could before, but for commands that nobody here has seen. */
async function admitEdit(job: RefineJob, theirs: Uint8Array, edits: Uint8Array[]): Promise<void> {
  const { path } = job;
  const [command] = edits.flatMap((bytes) => findNewCommands(path, theirs, bytes));
  if (command === undefined) return job.admit(edits.map((bytes) => digestBytes(bytes)));
  job.say(
    `  commands are new in it (${toPlainLine(command)}); they run once you have seen them: planex trust ${path}`,
  );
}

/** A person who is there can do something about it at once. */
function blockedBy({ background }: RefineJob, output: string): CommitEnd {
  return background ? { kind: 'held', hold: holdForUser(output) } : { kind: 'refused', output };
}

function isSame(a: Uint8Array | undefined, b: Uint8Array | undefined): boolean {
  if (a === undefined || b === undefined) return a === b;
  return Buffer.compare(a, b) === 0;
}
