import { quoteId } from './quote-id.ts';
import type { Reason } from './reason.ts';
import type { Task } from './task.ts';
import type { TaskRecord } from './task-record.ts';

/** What only a person can settle: a backend that failed, or a question of the executor. */
export function findAsked(task: Task, record: TaskRecord | undefined): Reason | undefined {
  const id = quoteId(task.id);
  if (record?.approval?.digest === task.digest) {
    const { backend, failure, message, action, fallback } = record.approval;
    const ways = [
      `${action === undefined ? '' : `${action}, then `}planex retry ${id}`,
      `or planex approve ${id} --fallback ${fallback ?? '<backend>'}, which hands it to another`,
      `or planex reject ${id}, which gives it up`,
    ];
    return {
      code: 'approval',
      message: `${backend} failed (${failure}): ${message}`,
      backend,
      action: ways.join('; '),
    };
  }
  if (record?.question?.digest === task.digest) {
    const { case: kind, question, options } = record.question;
    const choices = options.map((option, index) => ` (${index + 1}) ${option}`).join('');
    return {
      code: 'clarification',
      message: `${kind}: ${question}${choices}`,
      action: [
        `planex resolve ${id} ${options.length === 0 ? '--note "<answer>"' : '--option <n>'}`,
        `or settle it in ${task.artifactPath}, then planex retry ${id}`,
      ].join('; '),
    };
  }
  return undefined;
}
