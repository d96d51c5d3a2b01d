import { readApprovedParts } from '../../artifacts/approved-parts.ts';
import { digestBytes } from '../../artifacts/digest.ts';
import { findLivingSections } from '../../artifacts/living-sections.ts';
import { parseArtifact } from '../../artifacts/parse-artifact.ts';
import { readPlanSource } from '../../artifacts/plan-source.ts';
import { OperatorError } from '../../errors.ts';
import { wordDecision } from '../../execplan/entry.ts';
import { writeApproved } from '../../execplan/write-approved.ts';
import { writeEntry } from '../../execplan/write-entry.ts';
import { writeStatus } from '../../execplan/write-status.ts';
import { beginLifting, endLifting, isOwnBlock, restoreBlocked } from '../../tasks/own-block.ts';
import { noteOwnEdit } from '../../tasks/own-edit.ts';
import { recordApproval, withdrawApprovals } from '../../tasks/plan-approval.ts';
import { quoteId } from '../../tasks/quote-id.ts';
import type { ArtifactRecord } from '../../tasks/task-record.ts';
import type { CatalogueEntry } from '../look/artifact-catalogue.ts';
import { keepForeign } from './keep-foreign.ts';
import type { Look } from '../look/look.ts';
import type { Ports } from '../ports.ts';
import { requireSeen, type SeenFiles } from './seen-files.ts';

/** What became of a plan that a person has approved or rejected. */
export interface SettledPlan {
  path: string;
  /** `sha256:<hex>` of its bytes as they are now. */
  digest: string;
  tasks: number;
  /** True when its file was changed for it. */
  written: boolean;
}

/**
 * Approves a plan as it reads now, whoever wrote it: its Status says APPROVED, and these very bytes may run. Throws
 * `OperatorError` when it cannot be approved as it is, or is not what the person has `seen`.
 */
export async function approvePlan(
  ports: Ports,
  look: Look,
  { path, seen }: { path: string; seen?: SeenFiles | undefined },
): Promise<SettledPlan> {
  const entry = findPlan(look, path);
  requireSeen(ports.repository.home, entry, seen);
  const name = quoteId(path);
  const { status } = entry.artifact;
  if (entry.diagnostics.some(({ severity }) => severity === 'error')) {
    throw new OperatorError(`${path} has errors, so nothing of it can run`, { todo: `planex lint ${name}` });
  }
  if (status === 'blocked' || status === 'complete') {
    throw new OperatorError(`${path} says ${status.toUpperCase()}`, {
      todo: `settle what is left and set "Status: IN PROGRESS" in ${path}`,
    });
  }
  const bytes = status === 'draft' ? approveDraft(entry) : entry.bytes;
  const parts = readApprovedParts(parseArtifact(path, bytes).artifact, bytes);
  const digest = digestBytes(bytes);
  const at = new Date(ports.nowMs()).toISOString();
  // The file comes first: where a death leaves it at that, whatever else holds the plan still does.
  await replace(ports, entry, bytes);
  await ports.records.keepAdmitted(path, bytes);
  const document = await ports.records.artifact(path);
  await document.update((record) => {
    record.admitted = [
      ...record.admitted.filter((one) => one.digest !== digest),
      { digest, how: 'approve', at },
    ];
    delete record.rejected;
    delete record.damaged;
    delete record.rule;
    delete record.doubted;
    delete record.stopped;
    record.proposed = false;
    endLifting(record);
    if (parts !== undefined) recordApproval(record, parts, { how: 'approve', at });
  });
  return { path, digest, tasks: entry.tasks.length, written: bytes !== entry.bytes };
}

/**
 * Keeps a plan from running until somebody approves it: what was admitted of it is not any more, a Status that let it run
 * says DRAFT, and its Decision Log, where it has one, says why. Throws `OperatorError` for a plan that is complete.
 */
export async function rejectPlan(
  ports: Ports,
  look: Look,
  { path, why }: { path: string; why?: string | undefined },
): Promise<SettledPlan> {
  const entry = findPlan(look, path);
  if (entry.artifact.status === 'complete')
    throw new OperatorError(`${path} says COMPLETE: nothing of it runs`);
  const at = new Date(ports.nowMs()).toISOString();
  const by = (await ports.repository.readUserName()) ?? 'a person';
  const document = await ports.records.artifact(path);
  // It says BLOCKED no more then, and that lifts nothing.
  const stops = entry.artifact.status === 'blocked' && isOwnBlock(document.data);
  const bytes = writeRejected(entry, { why, by, atMs: ports.nowMs(), stops });
  const rejected = { digest: entry.digest, at, ...(why === undefined ? {} : { why }) };
  const { status } = entry.artifact;
  const isStated = parseArtifact(path, bytes).artifact.status !== status;
  await replace(ports, entry, bytes, isStated ? { ...rejected, statuses: [status] } : rejected);
  await document.update((record) => {
    withdrawApprovals(record);
    record.admitted = [];
    delete record.formerlyAdmitted;
    record.lastBytes = digestBytes(bytes);
    record.rejected = rejected;
    endLifting(record);
  });
  return { path, digest: digestBytes(bytes), tasks: entry.tasks.length, written: bytes !== entry.bytes };
}

function findPlan({ observation }: Look, path: string): CatalogueEntry {
  const entry = observation.entries.find((one) => one.path === path);
  if (entry?.artifact.kind === 'plan') return entry;
  if (entry === undefined) {
    throw new OperatorError(`${path} is no plan that planex watches`, { todo: 'planex status lists them' });
  }
  throw new OperatorError(`${path} is a solution, which has no Status`, {
    todo: `planex trust ${quoteId(path)} lets it run; planex cancel <task> holds a task of it`,
  });
}

function approveDraft({ path, bytes }: CatalogueEntry): Uint8Array {
  const written = writeApproved(decode(bytes));
  if (written !== undefined) return encode(written);
  throw new OperatorError(`where ${path} states its Status, planex cannot change it`, {
    todo: `write "Status: APPROVED" below its title, and say planex approve ${quoteId(path)} again`,
  });
}

/** Where its Status cannot be changed, these very bytes are rejected in its record alone. */
function writeRejected(
  { artifact, bytes }: CatalogueEntry,
  { why, by, atMs, stops }: { why: string | undefined; by: string; atMs: number; stops: boolean },
): Uint8Array {
  const before = decode(bytes);
  const runs = stops || artifact.status === 'approved' || artifact.status === 'in-progress';
  let text = runs ? writeStatus(before, 'draft') : before;
  if (text === undefined) return bytes;
  if (why !== undefined && hasDecisionLog(text)) {
    const said = {
      decision: 'Not to carry this plan out as it is',
      rationale: why,
      atMs,
      by,
    };
    text = writeEntry(text, wordDecision(said)) ?? text;
  }
  return text === before ? bytes : encode(text);
}

/**
 * By compare-and-swap on what was judged, also where there is nothing to write: an edit that came between is looked at first,
 * and what was said of the plan is then as it was. A rejection is on record before, in case a death leaves it at that.
 */
async function replace(
  ports: Ports,
  { path, bytes, digest, artifact }: CatalogueEntry,
  next: Uint8Array,
  rejected?: ArtifactRecord['rejected'],
): Promise<void> {
  await keepForeign(ports, path, bytes);
  const document = await ports.records.artifact(path);
  const before = document.data;
  const to = digestBytes(next);
  await document.update((record) => {
    if (rejected !== undefined) {
      record.rejected = rejected;
      if (artifact.status === 'blocked') beginLifting(record);
    }
    if (to !== digest) noteOwnEdit(record, digest, to);
  });
  let isDone = false;
  try {
    isDone =
      to === digest
        ? await isThere(ports, path, bytes)
        : await ports.repository.replaceFile(path, bytes, next);
  } finally {
    if (!isDone) await document.update((record) => restore(record, before, { rejected, to }));
  }
  if (!isDone) throw new OperatorError(`${path} was changed meanwhile`, { todo: 'look at it and try again' });
}

/** Takes back what was noted for a change that was not made; what others have noted since stays. */
function restore(
  record: ArtifactRecord,
  before: Pick<ArtifactRecord, 'rejected' | 'ownEdit' | 'tasks'>,
  noted: { rejected: ArtifactRecord['rejected']; to: string },
): void {
  const { rejected, ownEdit } = before;
  if (noted.rejected !== undefined && record.rejected?.at === noted.rejected.at) {
    delete record.rejected;
    if (rejected !== undefined) record.rejected = rejected;
    restoreBlocked(record, before);
  }
  if (record.ownEdit?.to === noted.to) {
    delete record.ownEdit;
    if (ownEdit !== undefined) record.ownEdit = ownEdit;
  }
}

async function isThere({ repository }: Ports, path: string, bytes: Uint8Array): Promise<boolean> {
  const now = await repository.readFile(path);
  return now !== undefined && Buffer.compare(now, bytes) === 0;
}

function hasDecisionLog(text: string): boolean {
  const read = readPlanSource(text);
  return read.ok && findLivingSections(read.value).some(({ name }) => name === 'Decision Log');
}

function decode(bytes: Uint8Array): string {
  return new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes);
}

function encode(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}
