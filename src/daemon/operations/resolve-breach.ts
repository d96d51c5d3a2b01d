import { OperatorError } from '../../errors.ts';
import { wordDecision } from '../../execplan/entry.ts';
import type { TolerancePolicy } from '../../tolerances/limits.ts';
import {
  BREACH_OPTIONS,
  type BreachOption,
  type Violation,
  wordBreachOptions,
  wordViolations,
} from '../../tasks/breach.ts';
import { quoteId } from '../../tasks/quote-id.ts';
import type { Task } from '../../tasks/task.ts';
import { textDigestOf } from '../../tasks/text-digest.ts';
import type { ArtifactRecord } from '../../tasks/task-record.ts';
import type { TaskFacts } from '../../tasks/world.ts';
import { findDeclaredBlastRadius } from '../look/hold-breach.ts';
import type { Loop } from '../loop.ts';
import type { Ports } from '../ports.ts';
import { endRunOfBreach } from '../run/end-run-of-breach.ts';
import { logDecision, type ResolveAnswer, type ResolveOutcome } from './log-decision.ts';
import { beginLifting, endLifting, isBlocking } from '../../tasks/own-block.ts';
import { settleBlock } from './settle-block.ts';
import { unblockPlan } from './unblock-plan.ts';

/** Whether a task waits for a person because of a tolerance. */
export function waitsForDirection({ breach, acknowledge }: TaskFacts): boolean {
  return breach !== undefined || acknowledge !== undefined;
}

/**
 * Lets a task that has passed a tolerance, or that is about to change what many depend on, go on, begin again or end, as a
 * person says. Throws `OperatorError` for an option that there is not.
 */
export async function resolveBreach(
  ports: Ports,
  loop: Pick<Loop, 'cancelRuns' | 'holdUp'>,
  { facts, policy }: { facts: TaskFacts; policy: TolerancePolicy },
  answer: ResolveAnswer,
): Promise<ResolveOutcome> {
  const { task, record, breach: reason } = facts;
  const stopped = reason === undefined ? undefined : record?.breach;
  if (stopped !== undefined) await endRunOfBreach(ports, loop, task, stopped.run);
  const artifact = await ports.records.artifact(task.artifactPath);
  if (stopped !== undefined) await settleBlock(ports, artifact, stopped.run);
  const breach = stopped && (artifact.data.tasks[task.key]?.breach ?? stopped);
  const violations = breach?.violations ?? findDeclaredBlastRadius(task, artifact.data.grants ?? [], policy);
  const chosen =
    breach === undefined
      ? choose(task, ['go-on', 'give-up'], ['go ahead', 'give the task up'], answer)
      : choose(task, BREACH_OPTIONS, wordBreachOptions(breach), answer);
  // The plan comes first: a death in between leaves the breach as it is, and the same answer is not logged twice. That the
  // plan says BLOCKED no more is planex's doing here, and lifts nothing by itself.
  const lifts = isBlocking(breach);
  if (lifts) await artifact.update(beginLifting);
  const said = wordDecision({
    decision: `Task ${task.key}: ${chosen.words}`,
    rationale: [wordViolations(violations), ...(answer.note === undefined ? [] : [answer.note])].join('. '),
    atMs: ports.nowMs(),
    by: (await ports.repository.readUserName()) ?? 'a person',
  });
  const log = await logDecision(ports, task.artifactPath, said);
  if (lifts && !(await unblockPlan(ports, task.artifactPath))) {
    throw new OperatorError(`planex cannot take the BLOCKED out of ${task.artifactPath}`, {
      todo: 'set "Status: IN PROGRESS" in it, and say it again',
    });
  }
  const at = new Date(ports.nowMs()).toISOString();
  const kept = breach?.finished === true ? breach.run : undefined;
  await artifact.update((data) => {
    settle(data, task, { option: chosen.option, violations, kept, at });
    if (lifts) endLifting(data);
  });
  await ports.refreshArtifacts();
  return { task: task.id, words: chosen.words, log };
}

function choose(
  task: Task,
  options: readonly BreachOption[],
  words: readonly string[],
  { option: number }: ResolveAnswer,
): { option: BreachOption; words: string } {
  const option = number === undefined ? undefined : options[number - 1];
  const said = number === undefined ? undefined : words[number - 1];
  if (option !== undefined && said !== undefined) return { option, words: said };
  const numbered = words.map((one, index) => `${index + 1} ${one}`).join('; ');
  const what = number === undefined ? 'the answer is missing: --option <n>' : `there is no answer ${number}`;
  throw new OperatorError(`${what} (${numbered})`, { todo: `planex why ${quoteId(task.id)}` });
}

function settle(
  data: ArtifactRecord,
  task: Task,
  {
    option,
    violations,
    kept,
    at,
  }: { option: BreachOption; violations: readonly Violation[]; kept: string | undefined; at: string },
): void {
  const record = (data.tasks[task.key] ??= { attempts: 0, landed: [], conflicts: 0 });
  delete record.breach;
  switch (option) {
    case 'go-on': {
      const granted = violations.map(({ key, upTo, paths }) => ({
        key,
        ...(upTo === undefined ? {} : { upTo }),
        ...(paths === undefined ? {} : { paths }),
      }));
      data.grants = [...(data.grants ?? []), ...granted].slice(-MOST_GRANTS);
      if (kept !== undefined) record.kept = { digest: task.digest, run: kept };
      return;
    }
    case 'discard':
      delete record.kept;
      delete record.unfinished;
      delete record.failures;
      delete record.worked;
      return;
    case 'give-up':
      record.cancelled = { digest: textDigestOf(task), at };
  }
}

/** Words remembered for each artifact; older ones are asked for again. */
const MOST_GRANTS = 200;
