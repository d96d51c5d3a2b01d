import { lstat, readFile } from 'node:fs/promises';
import { buildFixPrompt } from '../../executors/refine-prompt.ts';
import type { RefineStep } from '../../refine/next-step.ts';
import { nameNewCall } from '../calls/ask-agent.ts';
import { askRouted } from '../calls/ask-routed.ts';
import { findLost } from './find-lost.ts';
import { holdForCall } from './hold-call.ts';
import { holdForUser } from './hold-repository.ts';
import { spendOf } from './kept-reply.ts';
import { placePlan } from './place-plan.ts';
import { digestPlan, nameRound, NEXT, now, type RefineJob, type StepEnd } from './refine-job.ts';
import { useWorkspace } from './use-workspace.ts';

/**
 * Has the findings mended on a copy of the reviewed bytes in a work tree of its own. Nothing of the user's is touched here,
 * and of what was changed there only the plan is taken.
 */
export async function fixPlan(job: RefineJob, step: Extract<RefineStep, { do: 'fix' }>): Promise<StepEnd> {
  const { run, path, signal, workspaces, onProgress } = job;
  const before = await run.read('plan-before.txt');
  const facts = await job.repository.readFacts();
  if (facts.head.kind === 'unborn') return holdForUser('there is no commit yet');
  const call = nameNewCall();
  await run.apply({ type: 'fix:started', at: now(), call });
  return useWorkspace(job, nameRound(job), facts.head.oid, async (workspace) => {
    const file = await placePlan(workspace, path, before);
    const prompt = buildFixPrompt(path, step.findings, step.beyond);
    const place = { ...job.place, folder: workspace.path };
    const describeShared = await workspaces.watchShared();
    const reply = await askRouted(place, job.implementer, {
      prompt,
      signal,
      call,
      onProgress,
      about: { path, bytes: before },
    });
    if (reply.class !== 'ok') {
      const reason = `${reply.backend} (${reply.class}): ${reply.reason ?? 'no edit'}`;
      return holdForCall(reply, job.background) ?? { kind: 'held', reason };
    }
    const shared = await describeShared(workspace);
    // What it has committed against its orders is a change like any other.
    await workspaces.returnToBase(workspace);
    const { paths } = await workspaces.listChanges(workspace);
    const status = await lstat(file).catch(() => undefined);
    // A plan that is gone, or is no file any more, was not mended.
    const after = status?.isFile() === true ? await readFile(file) : before;
    await run.write('implementer-summary.txt', reply.answer);
    await run.write('plan-after.txt', after);
    await run.apply({
      type: 'fix:ended',
      at: now(),
      digest: digestPlan(after),
      lost: await findLost(job, after),
      strays: [...paths.filter((changed) => changed !== path), ...shared],
      spend: spendOf(reply),
    });
    return NEXT;
  });
}
