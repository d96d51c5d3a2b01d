import { parseArtifact } from '../artifacts/parse-artifact.ts';

/** What an edit of a plan may never do, whatever a finding asks for: only a person lets a plan run or calls its tasks done. */
export function findOverreach(path: string, before: Uint8Array, after: Uint8Array): string[] {
  const [then, now] = [before, after].map((bytes) => parseArtifact(path, bytes).artifact);
  if (then === undefined || now === undefined) return [];
  const status = then.status === now.status ? [] : [`Status: ${then.status}`];
  const ticked = countTicked(now.tasks) > countTicked(then.tasks) ? ['empty boxes of tasks'] : [];
  return [...status, ...ticked];
}

function countTicked(tasks: readonly { boxes: readonly { checked: boolean }[] }[]): number {
  return tasks.flatMap(({ boxes }) => boxes).filter(({ checked }) => checked).length;
}
