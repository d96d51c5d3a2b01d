import { join } from 'node:path';
import type { Script } from '../../src/artifacts/artifact.ts';
import type { ExecutorRequest } from '../../src/executors/executor.ts';
import type { Task } from '../../src/tasks/task.ts';

/** A plan task with nothing in it but what `change` says. */
export function makeTask(change: Partial<Task> = {}): Task {
  return {
    id: 'docs/plans/2026-11-20-login#2',
    key: '2',
    title: 'Add the login form',
    line: 10,
    column: 1,
    files: [],
    commands: [],
    verify: [],
    doneWhen: [],
    boxes: [],
    brief: 'The brief.',
    digest: 'sha256:0',
    artifactPath: 'docs/plans/2026-11-20-login.md',
    artifactKind: 'plan',
    label: 'login',
    planStatus: 'none',
    after: [],
    ...change,
  };
}

export function makeScript(text: string, shell?: string): Script {
  return { text, line: 12, ...(shell === undefined ? {} : { shell }) };
}

/** A request whose files all lie in `folder`. */
export function makeRequest(folder: string, change: Partial<Task> = {}): ExecutorRequest {
  return {
    runId: 'run-1',
    task: makeTask(change),
    workspace: folder,
    runFolder: folder,
    prompt: 'Do the work.\n',
    promptFile: join(folder, 'prompt.md'),
    artifactSnapshot: join(folder, 'artifact.md'),
  };
}
