/** What is told outside of planex: a task has begun to wait for a person. */
export interface Notice {
  /** Of the form of this notice. */
  version: 1;
  type: 'task:waiting';
  /** ISO 8601. */
  at: string;
  /** Top folder of the repository. */
  repository: string;
  task: string;
  title: string;
  artifact: string;
  status: 'waiting' | 'failed';
  /** Code of the reason. */
  reason: string;
  message: string;
  action?: string;
  run?: string;
}
