import type { ArtifactTask } from './artifact.ts';

/**
 * Ticks all boxes of one task in the text it was parsed from and changes nothing else. `text` is the file's text with
 * its byte order mark, if it has one, as `Buffer.toString('utf8')` gives it.
 */
export function tickBoxes(text: string, task: ArtifactTask): string {
  return markBoxes(text, task, true);
}

/** Empties all boxes of one task, otherwise like `tickBoxes`. */
export function untickBoxes(text: string, task: ArtifactTask): string {
  return markBoxes(text, task, false);
}

function markBoxes(text: string, task: ArtifactTask, checked: boolean): string {
  let marked = '';
  let done = 0;
  for (const box of task.boxes) {
    if (box.checked === checked) continue;
    marked += text.slice(done, box.offset) + (checked ? 'x' : ' ');
    done = box.offset + 1;
  }
  return marked + text.slice(done);
}
