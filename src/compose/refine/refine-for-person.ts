import { endLines } from '../../refine/round-lines.ts';
import type { Manifest } from '../../refine/manifest.ts';
import { listenForInterruption } from '../interruption.ts';
import type { Planex } from '../open-planex.ts';
import { createRepositoryPort } from '../ports/repository-port.ts';
import { createWorkspacePort } from '../ports/workspace-port.ts';
import { askToAdmit } from './ask-to-admit.ts';
import { type RefineOutcome, refinePlan } from './refine-plan.ts';
import type { RefineRequest } from './refine-request.ts';

/** Refines one plan while a person waits, until it ends or a signal comes; `exit` is the exit code of the signal. */
export async function refineForPerson(
  planex: Planex,
  request: Omit<RefineRequest, 'background' | 'signal' | 'findPause' | 'admit'>,
): Promise<RefineOutcome & { exit?: number }> {
  const { repository, records } = planex;
  const port = createRepositoryPort(repository, records);
  const edges = {
    repository: port,
    workspaces: createWorkspacePort(repository, ({ path, problem }) => request.say(`${path}: ${problem}`)),
  };
  const interruption = listenForInterruption();
  try {
    const outcome = await refinePlan(planex, edges, {
      ...request,
      background: false,
      signal: interruption.signal,
      findPause: () => undefined,
      admit: (path, digests) => askToAdmit(repository.home, path, digests, (line) => request.say(line)),
    });
    const { manifest, folder, interrupted } = outcome;
    const { head } = await port.readFacts();
    const branch = head.kind === 'detached' ? 'HEAD' : head.name;
    const todo =
      interrupted === undefined
        ? describeNext(manifest, request.path)
        : `${interrupted}; go on with: planex refine ${request.path} --resume`;
    for (const line of endLines(manifest, { folder, branch, todo })) request.say(line);
    const exit = interruption.exitCode();
    return { ...outcome, ...(exit === undefined ? {} : { exit }) };
  } finally {
    interruption.stop();
  }
}

function describeNext({ status, rounds }: Manifest, path: string): string {
  const parked = rounds.flatMap((round) => round.parked ?? []).length;
  const aside =
    parked === 0
      ? ''
      : `${parked} new finding(s) were set aside; planex refine ${path} looks at the whole plan again. `;
  if (status === 'completed_clean') return `${aside}Next: read the plan and approve it`;
  return `${aside}Next: read the last findings, mend the plan and run planex refine ${path} again`;
}
