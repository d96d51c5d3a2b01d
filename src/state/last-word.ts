import { readEvents } from './read-events.ts';

/**
 * True when the last thing that the event log says of an artifact, named by its path, is that all of it is done; false
 * once a run of one of its tasks was claimed after that.
 */
export async function isDoneLastWord(folder: string, artifact: string): Promise<boolean> {
  const stem = artifact.replace(/\.[^./]+$/, '');
  let isDone = false;
  for await (const event of readEvents(folder)) {
    if (event.type === 'issue:done' && event.artifact === artifact) isDone = true;
    if (event.type === 'run:claimed' && event.taskId.startsWith(`${stem}#`)) isDone = false;
  }
  return isDone;
}
