import { resolve } from 'node:path';
import type { Sandbox, WorkType } from '../../routing/policy.ts';
import { type Asking, askRouted, type Reply } from './ask-routed.ts';
import { openCallPlace } from './call-place.ts';
import { type CallFlags, routeCall } from './call-route.ts';
import { listenForInterruption } from '../interruption.ts';

/** What `planex exec` is asked to do. */
export interface ExecRequest {
  prompt: string;
  /** Absolute, or relative to the current folder. */
  folder: string;
  sandbox: Sandbox;
  work: WorkType;
  backend?: string;
  flags: CallFlags;
  onProgress: Asking['onProgress'];
  /** Told what is wrong with the environment. */
  onWarning(line: string): void;
}

/** Makes one call as routed. */
export async function runExec(cwd: string, request: ExecRequest): Promise<Reply> {
  const { prompt, sandbox, work, backend, onProgress } = request;
  const place = await openCallPlace(resolve(cwd, request.folder));
  place.router.problems.forEach((problem) => request.onWarning(problem));
  const flags = { ...request.flags, sandbox };
  const { also: _, ...route } = routeCall(place, {
    work,
    flags,
    ...(backend === undefined ? {} : { backend }),
  });
  const interruption = listenForInterruption();
  try {
    const asking = { prompt, signal: interruption.signal, onProgress };
    const reply = await askRouted(place, { ...route, sandbox }, asking);
    return { ...reply, exit: interruption.exitCode() ?? reply.exit };
  } finally {
    interruption.stop();
  }
}
