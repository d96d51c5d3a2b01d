import { lstat, mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { buildFixPrompt } from '../../executors/refine-prompt.ts';
import { findDrift } from '../../guard/find-drift.ts';
import { readSentinels } from '../../guard/read-sentinels.ts';
import type { RefineStep } from '../../refine/next-step.ts';
import { askRouted } from '../ask-routed.ts';
import { digestPlan, nameRound, NEXT, now, type RefineJob, type StepEnd } from './refine-job.ts';
import { spendOf } from './review-plan.ts';
import { useWorkspace } from './use-workspace.ts';

/**
 * Has the findings mended on a copy of the reviewed bytes in a work tree of its own. Nothing of the user's is touched here,
 * and of what was changed there only the plan is taken.
 */
export async function fixPlan(job: RefineJob, step: Extract<RefineStep, { do: 'fix' }>): Promise<StepEnd> {
  const { run, path, signal, onProgress } = job;
  const before = await run.read('plan-before.txt');
  const facts = await job.repository.readFacts();
  if (facts.head.kind === 'unborn') return { kind: 'interrupted', reason: 'there is no commit yet' };
  await run.apply({ type: 'fix:started', at: now() });
  return useWorkspace(job, nameRound(job), facts.head.oid, async (workspace) => {
    const file = join(workspace.path, path);
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, before);
    const prompt = buildFixPrompt(path, step.findings, step.beyond);
    const place = { ...job.place, folder: workspace.path };
    const reply = await askRouted(place, job.implementer, { prompt, signal, onProgress });
    if (reply.class !== 'ok') {
      return {
        kind: 'interrupted',
        reason: `${reply.backend} (${reply.class}): ${reply.reason ?? 'no edit'}`,
      };
    }
    const { paths } = await job.workspaces.listChanges(workspace);
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
      strays: paths.filter((changed) => changed !== path),
      spend: spendOf(reply),
    });
    return NEXT;
  });
}

/** The sentinels of the plan before this round, or before any earlier one, that are gone; undefined when it never had any. */
async function findLost({ run, path }: RefineJob, after: Uint8Array): Promise<string[] | undefined> {
  const { rounds } = run.manifest();
  const letGo = new Set(
    rounds.flatMap(({ on_drift: choice, drift_lost: lost = [] }) => (choice === 'override' ? lost : [])),
  );
  const lost = new Set<string>();
  let isGuarded = false;
  for (const { round } of rounds) {
    const earlier = await run.read('plan-before.txt', round).catch(() => undefined);
    if (earlier === undefined) continue;
    const before = earlier.toString('latin1');
    isGuarded ||= readSentinels(before).sentinels.length > 0;
    const change = { path, before, after: Buffer.from(after).toString('latin1') };
    for (const { sentinel } of findDrift([change])) {
      const text = Buffer.from(sentinel, 'latin1').toString('utf8');
      if (!letGo.has(text)) lost.add(text);
    }
  }
  return isGuarded ? [...lost] : undefined;
}
