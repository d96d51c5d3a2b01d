import type { ArtifactTask } from '../artifacts/artifact.ts';
import { parsePlan } from '../artifacts/plan.ts';
import { untickBoxes } from '../artifacts/tick.ts';
import { wordDecision } from './entry.ts';
import { isLivingPlan } from './is-living-plan.ts';
import { namesTask } from './names-task.ts';
import { writeEntry } from './write-entry.ts';
import { listTickedItems, untickProgress } from './write-progress.ts';
import { writeStatus } from './write-status.ts';

/** A task of a plan whose work was taken back. */
export interface UndoneWork {
  key: string;
  digest: string;
  /** Name of the commit that was reverted. */
  commit: string;
  atMs: number;
  by: string;
}

/**
 * The plan as it is once the work on one of its tasks was taken back: its boxes are open again, and an ExecPlan is not
 * complete any more and says why. What was reported of that work stays. Undefined when there is nothing to write.
 */
export function writeUndone(text: string, work: UndoneWork): string | undefined {
  const task = findTask(text, work);
  if (task === undefined) return undefined;
  const isLiving = isLivingPlan(text);
  const opened = isLiving ? (untickItems(text, task) ?? text) : text;
  const unticked = untickBoxes(opened, findTask(opened, work) ?? { ...task, boxes: [] });
  const written = isLiving ? explain(unticked, task, work) : unticked;
  return written === text ? undefined : written;
}

function explain(text: string, { title }: ArtifactTask, { key, commit, atMs, by }: UndoneWork): string {
  const isComplete = parsePlan('plan.md', text).artifact.status === 'complete';
  const again = isComplete ? (writeStatus(text, 'in-progress') ?? text) : text;
  const entry = wordDecision({
    decision: `Take back the work on task ${key}, ${title}`,
    rationale: `Commit ${commit.slice(0, 10)} was reverted by planex undo; what was noted of it stays.`,
    atMs,
    by,
  });
  return writeEntry(again, entry) ?? again;
}

function untickItems(text: string, task: ArtifactTask): string | undefined {
  const own = new Set(task.boxes.map(({ offset }) => offset));
  const items = listTickedItems(text).filter(
    (item) => own.has(item.offset) || (task.step === undefined && namesTask(item.text, task.key)),
  );
  return untickProgress(
    text,
    items.map(({ offset }) => offset),
  );
}

function findTask(text: string, { key, digest }: { key: string; digest: string }): ArtifactTask | undefined {
  return parsePlan('plan.md', text).artifact.tasks.find((one) => one.key === key && one.digest === digest);
}
