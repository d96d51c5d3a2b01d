import type { TaskRecord } from './task-record.ts';

/** By which a task is told, as it is or as a record has it. */
interface Meant {
  digest: string;
  textDigest?: string | undefined;
}

/** The digest of what the text of a task says, whatever its latest due time. */
export function textDigestOf({ digest, textDigest = digest }: Meant): string {
  return textDigest;
}

/** Whether a digest in a record is of this task, at its latest due time or at any. */
export function isOfTask(digest: string | undefined, task: Meant): boolean {
  return digest === task.digest || digest === textDigestOf(task);
}

/**
 * What a person said of a task at one of its due times, and what landed then, is of its text: it is told so by the records,
 * since at its next due time the task has another digest. A digest of an earlier due time tells no more of what text it was.
 */
export function bindToText(record: TaskRecord, { digest, textDigest }: Meant): void {
  if (textDigest === undefined) return;
  for (const said of [record.cancelled, record.retry]) if (said?.digest === digest) said.digest = textDigest;
  for (const landing of record.landed) if (landing.digest === digest) landing.textDigest = textDigest;
}

/** Whether a record has something of this due time that is not bound to the text, as earlier versions left it. */
export function isUnbound(record: TaskRecord | undefined, { digest, textDigest }: Meant): boolean {
  if (record === undefined || textDigest === undefined) return false;
  return (
    [record.cancelled, record.retry].some((said) => said?.digest === digest) ||
    record.landed.some((landing) => landing.digest === digest && landing.textDigest === undefined)
  );
}
