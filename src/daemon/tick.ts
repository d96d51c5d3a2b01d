import { parseArtifact } from '../artifacts/parse-artifact.ts';
import { tickBoxes, untickBoxes } from '../artifacts/tick.ts';
import { editPlan } from './edit-plan.ts';
import type { Ports } from './ports.ts';

/** Which task's boxes to tick. `digest` is the one its text has in the artifact. */
export interface TickTarget {
  artifactPath: string;
  key: string;
  digest: string;
}

/** The text with the task's boxes ticked; undefined when there is nothing to tick or the task reads differently there. */
export function tickTask(target: TickTarget, text: string): string | undefined {
  return markTask(target, text, true);
}

/** Empties the boxes of a task whose work was taken back, in the working tree. */
export async function untickWorkingFile(ports: Ports, target: TickTarget): Promise<void> {
  await editPlan(ports, target.artifactPath, (text) => markTask(target, text, false));
}

/** The text with the task's boxes all ticked, or all empty. */
function markTask(target: TickTarget, text: string, checked: boolean): string | undefined {
  const { artifact } = parseArtifact(target.artifactPath, Buffer.from(text));
  const task = artifact.tasks.find((one) => one.key === target.key && one.digest === target.digest);
  if (task === undefined || task.boxes.every((box) => box.checked === checked)) return undefined;
  return checked ? tickBoxes(text, task) : untickBoxes(text, task);
}
