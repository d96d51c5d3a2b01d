import type { ArtifactTask } from '../artifacts/artifact.ts';
import { MAX_ARTIFACT_BYTES } from '../artifacts/decode-text.ts';
import { parsePlan } from '../artifacts/plan.ts';
import { tickBoxes } from '../artifacts/tick.ts';
import { plainWords, stampTime, wordDecision } from './entry.ts';
import { isLivingPlan } from './is-living-plan.ts';
import { isRemainder, namesTask } from './names-task.ts';
import { type WorkReport, wordReport } from './report-entries.ts';
import { writeEntry } from './write-entry.ts';
import { listOpenItems, splitProgress, tickProgress } from './write-progress.ts';
import { writeRevisionNote } from './write-revision.ts';
import { writeStatus } from './write-status.ts';

/** The work on a task of a plan, as far as the plan is to tell of it. */
export interface LandedWork {
  key: string;
  /** Digest of the task; one that reads differently by now is left alone. */
  digest: string;
  atMs: number;
  /** Who did it. */
  by: string;
  report?:
    | (WorkReport & {
        progress: readonly { item: string; completed?: string | undefined; remaining?: string | undefined }[];
      })
    | undefined;
  /** What judged it. */
  tests?: string | undefined;
  /** What came of a task that tried something out. */
  prototype?: { verdict: 'keep' | 'discard'; because: string } | undefined;
  /** With this all tasks of the plan are done. */
  completes: boolean;
}

/**
 * The plan as it is once the work on one of its tasks has landed: ticks, and in an ExecPlan its Status, its Progress with
 * the time, what was reported, and at the end the outcome. Undefined when there is nothing to write.
 */
export function writeLanded(text: string, work: LandedWork): string | undefined {
  const task = findTask(text, work);
  if (task === undefined) return undefined;
  const ticked = tickBoxes(text, task);
  const written = isLivingPlan(text) ? writeLiving(text, task, work) : ticked;
  // A plan that grew too long could not be read any more.
  const kept = Buffer.byteLength(written) > MAX_ARTIFACT_BYTES ? ticked : written;
  return kept === text ? undefined : kept;
}

function writeLiving(before: string, task: ArtifactTask, work: LandedWork): string {
  let text = before;
  const apply = (change: (text: string) => string | undefined): void => {
    text = change(text) ?? text;
  };
  for (const part of work.report?.progress ?? []) apply((now) => writePart(now, part, work.atMs));
  apply((now) => tickItems(now, task, work));
  apply((now) => {
    const found = findTask(now, work);
    return found && tickBoxes(now, found);
  });
  const { status } = parsePlan('plan.md', text).artifact;
  if (status === 'approved') apply((now) => writeStatus(now, 'in-progress'));
  for (const entry of work.report === undefined ? [] : wordReport(work.report, work)) {
    apply((now) => writeEntry(now, entry));
  }
  const { prototype, atMs, by } = work;
  if (prototype !== undefined) {
    const verb = prototype.verdict === 'keep' ? 'Keep' : 'Discard';
    const decision = `${verb} the prototype of ${task.title}`;
    apply((now) => writeEntry(now, wordDecision({ decision, rationale: prototype.because, atMs, by })));
  }
  return work.completes ? writeComplete(text, work) : text;
}

/** What is reported of an item that no task is made of. */
function writePart(
  text: string,
  part: { item: string; completed?: string | undefined; remaining?: string | undefined },
  atMs: number,
): string | undefined {
  const taken = new Set(
    parsePlan('plan.md', text).artifact.tasks.flatMap(({ boxes }) => boxes.map(({ offset }) => offset)),
  );
  const item = listOpenItems(text).find(
    (one) => fold(one.text) === fold(part.item) && !taken.has(one.offset),
  );
  if (item === undefined) return undefined;
  const { completed, remaining } = part;
  if (remaining === undefined) return tickProgress(text, [item.offset], atMs);
  return completed === undefined ? undefined : splitProgress(text, item, { completed, remaining, atMs });
}

/** Ticks the items of the Progress that are this task, or are named for it. */
function tickItems(text: string, task: ArtifactTask, { key, atMs }: LandedWork): string | undefined {
  const own = new Set(findTask(text, task)?.boxes.map(({ offset }) => offset));
  const items = listOpenItems(text).filter(
    (item) => own.has(item.offset) || (task.step === undefined && namesTask(item.text, key)),
  );
  return tickProgress(
    text,
    items.map(({ offset }) => offset),
    atMs,
  );
}

/** A milestone that no task stands for is reached with the last of its tasks. */
const STAGE = /^\W*(?:milestone|stage|phase)\s+#?\w/i;

function writeComplete(text: string, { atMs, tests }: LandedWork): string {
  const reached = listOpenItems(text).filter((item) => STAGE.test(item.text) && !isRemainder(item.text));
  const offsets = reached.map(({ offset }) => offset);
  const before = tickProgress(text, offsets, atMs) ?? text;
  const { tasks } = parsePlan('plan.md', before).artifact;
  const open = listOpenItems(before);
  const titles = tasks.map(({ title }) => title).join('; ');
  const gaps = open.map((item) => item.text).join('; ');
  const outcome = writeEntry(before, {
    section: 'Outcomes & Retrospective',
    fields: [
      ['Outcome', plainWords(`All ${tasks.length} tasks of this plan have landed: ${titles}`)],
      ...(tests === undefined ? [] : [['Evidence', plainWords(`The last was judged by ${tests}`)] as const]),
      ...(open.length === 0 ? [] : [['Gaps', plainWords(`Still open in the Progress: ${gaps}`)] as const]),
      ['Date/Author', `${stampTime(atMs)}, planex`],
    ],
  });
  const told = outcome ?? before;
  // One that a person has stopped stays so.
  const runs = ['approved', 'in-progress'].includes(parsePlan('plan.md', told).artifact.status);
  const done = (runs ? writeStatus(told, 'complete') : undefined) ?? told;
  const note = {
    changed: 'Status, Progress and Outcomes say that the plan is carried out.',
    why: 'The last of its tasks has landed.',
    remaining: open.length === 0 ? 'Nothing.' : 'What the Progress still has open.',
    atMs,
  };
  return writeRevisionNote(done, note) ?? done;
}

function findTask(text: string, { key, digest }: { key: string; digest: string }): ArtifactTask | undefined {
  return parsePlan('plan.md', text).artifact.tasks.find((one) => one.key === key && one.digest === digest);
}

function fold(words: string): string {
  return words
    .replace(/[*_`\\]/g, '')
    .replace(/\s+/g, ' ')
    .trim()
    .toLowerCase();
}
