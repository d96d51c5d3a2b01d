import { type ApprovedParts, readApprovedParts } from '../artifacts/approved-parts.ts';
import { digestBytes } from '../artifacts/digest.ts';
import { parseArtifact } from '../artifacts/parse-artifact.ts';
import { tickBoxes, untickBoxes } from '../artifacts/tick.ts';
import { findCarried, recordApproval } from '../tasks/plan-approval.ts';
import type { Ports } from './ports.ts';

/** Which task's boxes to tick. `digest` is the one its text has in the artifact. */
export interface TickTarget {
  artifactPath: string;
  key: string;
  digest: string;
}

/** The bytes with the task's boxes ticked; undefined when there is nothing to tick or the task reads differently there. */
export function tickBytes(target: TickTarget, bytes: Uint8Array): Uint8Array | undefined {
  return markBytes(target, bytes, true);
}

/** The bytes with the task's boxes all ticked, or all empty. */
function markBytes(target: TickTarget, bytes: Uint8Array, checked: boolean): Uint8Array | undefined {
  const { artifact } = parseArtifact(target.artifactPath, bytes);
  const task = artifact.tasks.find((one) => one.key === target.key && one.digest === target.digest);
  if (task === undefined || task.boxes.every((box) => box.checked === checked)) return undefined;
  const text = new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes);
  return new TextEncoder().encode(checked ? tickBoxes(text, task) : untickBoxes(text, task));
}

/**
 * Ticks in the working tree, by compare-and-swap on the file's bytes: an edit that comes between is kept and the tick
 * is tried again on it.
 */
export async function tickWorkingFile(ports: Ports, target: TickTarget): Promise<void> {
  await markWorkingFile(ports, target, true);
}

/** Empties the boxes of a task whose work was taken back, in the way of `tickWorkingFile`. */
export async function untickWorkingFile(ports: Ports, target: TickTarget): Promise<void> {
  await markWorkingFile(ports, target, false);
}

async function markWorkingFile(ports: Ports, target: TickTarget, checked: boolean): Promise<void> {
  for (let tries = 0; tries < 5; tries += 1) {
    const bytes = await ports.repository.readFile(target.artifactPath);
    if (bytes === undefined) return;
    const ticked = markBytes(target, bytes, checked);
    if (ticked === undefined) return;
    await admitTicked(ports, target.artifactPath, bytes, ticked);
    if (await ports.repository.replaceFile(target.artifactPath, bytes, ticked)) return;
  }
}

/** Bytes that differ from admitted ones by what planex wrote itself are admitted as well, and approved where those were. */
export async function admitTicked(
  ports: Ports,
  path: string,
  before: Uint8Array,
  ticked: Uint8Array,
): Promise<void> {
  const document = await ports.records.artifact(path);
  if (!document.data.admitted.some((one) => one.digest === digestBytes(before))) return;
  const digest = digestBytes(ticked);
  const isKnown = document.data.admitted.some((one) => one.digest === digest);
  const at = new Date(ports.nowMs()).toISOString();
  const carried = findCarried(document.data, readParts(path, before), readParts(path, ticked));
  if (isKnown && carried === undefined) return;
  await document.update((record) => {
    if (!isKnown) record.admitted.push({ digest, how: 'tick', at });
    if (carried !== undefined) recordApproval(record, carried, { how: 'planex', at });
  });
}

function readParts(path: string, bytes: Uint8Array): ApprovedParts | undefined {
  return readApprovedParts(parseArtifact(path, bytes).artifact, bytes);
}
