import type { ArtifactTask } from './artifact.ts';

/**
 * Ticks all boxes of one task in the text it was parsed from and changes nothing else. `text` is the file's text with
 * its byte order mark, if it has one, as `Buffer.toString('utf8')` gives it.
 */
export function tickBoxes(text: string, task: ArtifactTask): string {
  let ticked = '';
  let done = 0;
  for (const { checked, offset } of task.boxes) {
    if (checked) continue;
    ticked += `${text.slice(done, offset)}x`;
    done = offset + 1;
  }
  return ticked + text.slice(done);
}
