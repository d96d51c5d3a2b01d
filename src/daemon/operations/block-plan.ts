import { digestBytes } from '../../artifacts/digest.ts';
import { parseArtifact } from '../../artifacts/parse-artifact.ts';
import { plainWords, stampTime } from '../../execplan/entry.ts';
import { keepsDecisions } from '../../execplan/keeps-decisions.ts';
import { writeEntry } from '../../execplan/write-entry.ts';
import { writeStatus } from '../../execplan/write-status.ts';
import { type Breach, wordBreachOptions, wordViolations } from '../../tasks/breach.ts';
import type { Task } from '../../tasks/task.ts';
import { changeTaskRecord } from '../change-task-record.ts';
import { editPlan } from './edit-plan.ts';
import type { Ports } from '../ports.ts';

/** Writes into its plan why a run was stopped, and that the plan is BLOCKED. Done twice, it is there once. */
export async function blockPlan(ports: Ports, task: Task, breach: Breach): Promise<void> {
  // What only waits for a person's approval keeps no other task of the plan back.
  const isAsked = breach.violations.every(({ kind }) => kind === 'high-blast-radius' || kind === 'approval');
  if (task.artifactKind !== 'plan' || isAsked) return;
  let before: string | undefined;
  let blocks = false;
  const isWritten = await editPlan(ports, task.artifactPath, (text) => {
    before = digestBytes(text);
    const entry = wordBreach(task, breach, ports.nowMs());
    const noted = (keepsDecisions(task.artifactPath, text) ? writeEntry(text, entry) : text) ?? text;
    const blocked = mayRun(task.artifactPath, text) ? writeStatus(noted, 'blocked') : undefined;
    blocks = blocked !== undefined;
    return blocked ?? noted;
  });
  const artifact = await ports.records.artifact(task.artifactPath);
  const earlier = Object.values(artifact.data.tasks).flatMap((one) =>
    one.breach?.blocked === 'yes' ? one.breach : [],
  );
  if (!isWritten || before === undefined || (!blocks && earlier.length === 0)) return;
  const replaced = before;
  await changeTaskRecord(ports, task, ({ breach: kept }) => {
    if (kept?.run !== breach.run) return;
    kept.blocked = 'yes';
    kept.before = [...new Set([...kept.before, ...earlier.flatMap((one) => one.before), replaced])];
  });
}

/** Whether a plan with this text lets its tasks run by its Status. */
function mayRun(path: string, text: string): boolean {
  const { status } = parseArtifact(path, new TextEncoder().encode(text)).artifact;
  return status === 'approved' || status === 'in-progress';
}

function wordBreach(task: Task, breach: Breach, atMs: number): Parameters<typeof writeEntry>[1] {
  const options = wordBreachOptions(breach).map((words, index) => `(${index + 1}) ${words}`);
  return {
    section: 'Decision Log',
    fields: [
      ['Decision', plainWords(`Stop task ${task.key} "${task.title}" and wait for direction`)],
      ['Rationale', plainWords(`A tolerance is passed. ${wordViolations(breach.violations)}`)],
      ['Options', plainWords(`${options.join('; ')}; or change the limit in this plan`)],
      ['Kept', plainWords(`refs/planex/runs/${breach.run}`)],
      ['Date/Author', `${stampTime(atMs)}, planex`],
    ],
  };
}
