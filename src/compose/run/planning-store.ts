import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { OperatorError } from '../../errors.ts';
import { faultPoint } from '../../fault-point.ts';
import { type Planning, planningSchema } from '../../planning/planning-record.ts';
import { readIfThere } from '../../read-if-there.ts';
import { checkShape } from '../../schema.ts';
import { writeDurably } from '../../state/durable-file.ts';
import { ensureFolder } from '../../state/folder.ts';

/** Folder of the claims of who is planning an issue just now. */
export function locatePlanningClaims(records: string): string {
  return join(records, 'planning', 'claims');
}

/** What planners were asked and have answered, one file an issue. Only who has claimed an issue writes its file. */
export interface PlanningStore {
  find(issueId: string): Promise<Planning | undefined>;
  /** Resolves when it is on disk for good. */
  write(planning: Planning): Promise<void>;
}

/** Opens the store in the folder of the records. A file that cannot be read is an `OperatorError`, and is never written over. */
export function openPlanningStore(records: string): PlanningStore {
  ensureFolder(join(records, 'planning'));
  return {
    find: (issueId) => readPlanning(records, issueId),
    async write(planning) {
      await writeDurably(locate(records, planning.issueId), render(planning));
      faultPoint('planning-store:kept');
    },
  };
}

function locate(records: string, issueId: string): string {
  const name = createHash('sha256').update(issueId).digest('hex').slice(0, 24);
  return join(records, 'planning', `${name}.json`);
}

function render(planning: Planning): string {
  return `${JSON.stringify(planning, undefined, 2)}\n`;
}

/** What planners were asked about an issue and have answered. Throws `OperatorError` for a file that cannot be read. */
export async function readPlanning(records: string, issueId: string): Promise<Planning | undefined> {
  const file = locate(records, issueId);
  const text = await readIfThere(file);
  if (text === undefined) return undefined;
  const checked = checkShape(planningSchema, parseJson(text));
  if (checked.ok) return checked.value;
  throw new OperatorError('what a planner has answered cannot be read any more', {
    where: file,
    todo: 'move that file away, and the planner is asked anew',
  });
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
