import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { onTestFinished } from 'vitest';
import type { Rendezvous } from './rendezvous.ts';
import type { TestRepository } from './repository.ts';

/** Begins a commit whose message is being edited until the function is called that this resolves to; that one to its exit code. */
export async function beginCommit(
  repository: TestRepository,
  meet: Rendezvous,
): Promise<() => Promise<unknown>> {
  repository.write('notes.txt', 'mine\n');
  const editor = `sh -c '${meet.give('open')}; ${meet.await('close')}; echo by hand > "$1"' editor`;
  const commit = spawn('git', ['commit', '--all'], {
    cwd: repository.path,
    env: { ...process.env, GIT_EDITOR: editor },
    stdio: 'ignore',
  });
  const ended = once(commit, 'close');
  const close = async (): Promise<unknown> => {
    meet.send('close');
    return (await ended)[0];
  };
  onTestFinished(() => void close());
  await meet.receive('open');
  return close;
}
