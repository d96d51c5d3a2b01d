import { type ApprovedParts, readApprovedParts } from '../../artifacts/approved-parts.ts';
import type { PlanStatus } from '../../artifacts/artifact.ts';
import { digestBytes } from '../../artifacts/digest.ts';
import { parseArtifact } from '../../artifacts/parse-artifact.ts';
import { findCarried, recordApproval } from '../../tasks/plan-approval.ts';
import { noteOwnEdit } from '../../tasks/own-edit.ts';
import { carryRejection, isRejected } from '../../tasks/rejection.ts';
import type { ArtifactRecord } from '../../tasks/task-record.ts';
import { keepForeign } from '../admission/keep-foreign.ts';
import type { Ports } from '../ports.ts';

/**
 * Changes an artifact in the working tree, by compare-and-swap on the file's bytes: an edit of somebody else that comes
 * between is kept, and the change is made again on it. `change` returns the same text, or undefined, for nothing to do. True
 * when the file is as `change` wants it. What `note` changes of its record is on disk before the edit that it is about; it
 * gets the digests of the bytes before and after. `proof` is the name under which it can be asked whether the file was replaced.
 */
export async function editPlan(
  ports: Ports,
  path: string,
  change: (text: string) => string | undefined,
  note?: (record: ArtifactRecord, before: string, after: string) => void,
  proof?: string,
): Promise<boolean> {
  for (let tries = 0; tries < 5; tries += 1) {
    const before = await ports.repository.readFile(path);
    if (before === undefined) return false;
    const edit = editBytes(before, change);
    if (edit === 'same') return true;
    if (edit === undefined) return false;
    await keepForeign(ports, path, before);
    await admitEdited(ports, path, before, edit);
    const document = await ports.records.artifact(path);
    await document.update((record) => {
      noteOwnEdit(record, digestBytes(before), digestBytes(edit));
      note?.(record, digestBytes(before), digestBytes(edit));
    });
    if (await ports.repository.replaceFile(path, before, edit, proof)) return true;
  }
  return false;
}

/** The bytes after a change of their text; undefined when there is none to make, or they are no text. */
export function editBytes(
  bytes: Uint8Array,
  change: (text: string) => string | undefined,
): Uint8Array | 'same' | undefined {
  const text = new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes);
  if (Buffer.compare(Buffer.from(text), bytes) !== 0) return undefined;
  const changed = change(text);
  if (changed === undefined) return undefined;
  return changed === text ? 'same' : new TextEncoder().encode(changed);
}

/**
 * Bytes that differ from admitted ones by what planex wrote itself are admitted as well, and approved where those were; of
 * rejected ones they are rejected as well, and what was approved once is not carried along.
 */
export async function admitEdited(
  ports: Ports,
  path: string,
  before: Uint8Array,
  after: Uint8Array,
): Promise<void> {
  const document = await ports.records.artifact(path);
  const [was, is] = [readPlan(path, before), readPlan(path, after)];
  const rejects = isRejected(document.data.rejected, was);
  if (rejects) await document.update((record) => carryRejection(record, was, is));
  if (!document.data.admitted.some((one) => one.digest === was.digest)) return;
  const isKnown = document.data.admitted.some((one) => one.digest === is.digest);
  const at = new Date(ports.nowMs()).toISOString();
  // That planex lets a plan go on is the word of whoever told it to.
  const goesOn = !mayRun(was) && mayRun(is);
  const approved = goesOn ? is.parts : findCarried(document.data, was.parts, is.parts);
  const carried = rejects ? undefined : approved;
  if (isKnown && carried === undefined) return;
  await document.update((record) => {
    if (!isKnown) record.admitted.push({ digest: is.digest, how: 'tick', at });
    if (carried !== undefined) recordApproval(record, carried, { how: 'planex', at });
  });
}

interface ReadPlan {
  digest: string;
  status: PlanStatus;
  parts: ApprovedParts | undefined;
}

function readPlan(path: string, bytes: Uint8Array): ReadPlan {
  const { artifact } = parseArtifact(path, bytes);
  return { digest: digestBytes(bytes), status: artifact.status, parts: readApprovedParts(artifact, bytes) };
}

function mayRun({ status }: ReadPlan): boolean {
  return status === 'approved' || status === 'in-progress';
}
