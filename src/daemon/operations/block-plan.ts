import { parseArtifact } from '../../artifacts/parse-artifact.ts';
import { readStatusWords } from '../../artifacts/status-words.ts';
import { plainWords, stampTime } from '../../execplan/entry.ts';
import { keepsDecisions } from '../../execplan/keeps-decisions.ts';
import { writeEntry } from '../../execplan/write-entry.ts';
import { writeStatus } from '../../execplan/write-status.ts';
import { faultPoint } from '../../fault-point.ts';
import { type Breach, wordBreachOptions, wordViolations } from '../../tasks/breach.ts';
import type { RunPlace } from '../../tasks/run-record.ts';
import type { Task } from '../../tasks/task.ts';
import type { ArtifactRecord } from '../../tasks/task-record.ts';
import { changeCurrentRecord, openCurrentRecord } from '../current-record.ts';
import { editPlan } from './edit-plan.ts';
import type { Ports } from '../ports.ts';

/** Writes into its plan why a run was stopped, and that the plan is BLOCKED. Done twice, it is there once. */
export async function blockPlan(
  ports: Ports,
  { task, run }: { task: Task; run: RunPlace },
  breach: Breach,
): Promise<void> {
  // What only waits for a person's approval keeps no other task of the plan back.
  const isAsked = breach.violations.every(({ kind }) => kind === 'high-blast-radius' || kind === 'approval');
  if (task.artifactKind !== 'plan' || isAsked) return;
  const { path } = (await openCurrentRecord(ports.records, run)).data;
  const findBreach = ({ tasks }: ArtifactRecord): Breach | undefined => {
    const kept = tasks[task.key]?.breach;
    return kept?.run === breach.run ? kept : undefined;
  };
  let blocks = false;
  let says: string[] = [];
  const isWritten = await editPlan(
    ports,
    path,
    (text) => {
      const entry = wordBreach(task, breach, ports.nowMs());
      const noted = (keepsDecisions(path, text) ? writeEntry(text, entry) : text) ?? text;
      const blocked = mayRun(path, text) ? writeStatus(noted, 'blocked') : undefined;
      blocks = blocked !== undefined;
      says = readStatusWords(blocked ?? noted);
      return blocked ?? noted;
    },
    (record, before, after) => {
      const kept = findBreach(record);
      if (kept === undefined) return;
      kept.blocked = blocks ? 'blocking' : 'no';
      kept.to = after;
      kept.says = says;
      kept.before = [...new Set([...kept.before, before])];
    },
    breach.run,
  );
  faultPoint('block-plan:written');
  await changeCurrentRecord(ports, run, (record) => {
    const kept = findBreach(record);
    // Else somebody has begun to take it out meanwhile.
    if (kept?.blocked === 'no' || kept?.blocked === 'blocking') settle(kept, record, { blocks, isWritten });
  });
  faultPoint('block-plan:recorded');
  ports.repository.dropProof(breach.run);
}

/** Where the plan said BLOCKED already because of other breaches, it does so because of this one as well. */
function settle(
  breach: Breach,
  { tasks }: ArtifactRecord,
  { blocks, isWritten }: { blocks: boolean; isWritten: boolean },
): void {
  // Of one that is only being written it is not known yet whether a person was first.
  const earlier = Object.values(tasks).flatMap(({ breach: one }) =>
    one?.blocked === 'yes' || one?.blocked === 'lifting' ? one : [],
  );
  const [first] = [...earlier.filter(({ blocked }) => blocked === 'yes'), ...earlier];
  const inherited = isWritten && first !== undefined ? first.blocked : 'no';
  breach.blocked = blocks && isWritten ? 'yes' : inherited;
  breach.before = [...new Set([...breach.before, ...earlier.flatMap(({ before }) => before)])];
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
