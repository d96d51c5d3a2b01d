import { digestBytes } from '../artifacts/digest.ts';
import { parseArtifact } from '../artifacts/parse-artifact.ts';
import { tickBoxes, untickBoxes } from '../artifacts/tick.ts';
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

/** Bytes that differ from admitted ones by planex's own ticks are admitted as well. */
export async function admitTicked(
  ports: Ports,
  path: string,
  before: Uint8Array,
  ticked: Uint8Array,
): Promise<void> {
  const document = await ports.records.artifact(path);
  const known = document.data.admitted.some((one) => one.digest === digestBytes(before));
  const digest = digestBytes(ticked);
  if (!known || document.data.admitted.some((one) => one.digest === digest)) return;
  await document.update((record) => {
    record.admitted.push({ digest, how: 'tick', at: new Date(ports.nowMs()).toISOString() });
  });
}
