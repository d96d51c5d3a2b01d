import { describe, expect, it } from 'vitest';
import { approveFallback, rejectFallback } from '../../../src/daemon/operations/settle-approval.ts';
import { makeRunScene, SCENE_AT } from '../../support/run-scene.ts';

const id = 'docs/plans/2026-11-20-tea#1';
const digest = 'sha256:1';
const approval = {
  digest,
  run: 'run-1',
  backend: 'codex',
  failure: 'auth',
  message: 'not signed in',
  fallback: 'gemini',
} as const;

describe('approve', () => {
  it('hands the task to the fallback of the policy and asks no more', async () => {
    const scene = await makeRunScene({ usable: ['gemini'] });
    await scene.remember({ approval, attempts: 2 });
    await approveFallback(scene.ports, await scene.facts(), undefined);
    const remembered = await scene.remembered();
    expect(remembered.fallback).toEqual({ digest, backend: 'gemini', at: SCENE_AT });
    expect(remembered.approval).toBeUndefined();
    expect(remembered.attempts).toBe(2);
  });

  it('hands it to the one that is named, whatever the policy says', async () => {
    const scene = await makeRunScene({ usable: ['claude'] });
    await scene.remember({ approval });
    await approveFallback(scene.ports, await scene.facts(), 'claude');
    expect((await scene.remembered()).fallback?.backend).toBe('claude');
  });

  it('refuses one that cannot be asked, says what mends it, and goes on waiting', async () => {
    const scene = await makeRunScene({ usable: ['claude'] });
    await scene.remember({ approval });
    await expect(approveFallback(scene.ports, await scene.facts(), undefined)).rejects.toMatchObject({
      message: 'gemini is not here',
      todo: 'install gemini',
    });
    expect(await scene.remembered()).toMatchObject({ approval });
    expect((await scene.remembered()).fallback).toBeUndefined();
  });

  it('asks for a name where the policy has none', async () => {
    const scene = await makeRunScene({ usable: ['gemini'] });
    const { fallback: _, ...without } = approval;
    await scene.remember({ approval: without });
    await expect(approveFallback(scene.ports, await scene.facts(), undefined)).rejects.toMatchObject({
      message: `the policy names no fallback for ${id}`,
      todo: `planex approve ${id} --fallback <backend>`,
    });
  });

  it.each([undefined, { ...approval, digest: 'sha256:before' }])(
    'is refused when nothing is asked of the task as it is now: %j',
    async (asked) => {
      const scene = await makeRunScene({ usable: ['gemini'] });
      await scene.remember(asked === undefined ? {} : { approval: asked });
      const facts = await scene.facts();
      const refusal = { message: `${id} does not wait for an approval`, todo: `planex why ${id}` };
      await expect(approveFallback(scene.ports, facts, undefined)).rejects.toMatchObject(refusal);
      await expect(rejectFallback(scene.ports, facts, undefined)).rejects.toMatchObject(refusal);
      expect(scene.events).toEqual([]);
    },
  );
});

describe('reject', () => {
  it.each([
    [undefined, ''],
    ['too dear', ' (too dear)'],
  ])('fails the task with what the backend said; because: %s', async (why, because) => {
    const scene = await makeRunScene();
    await scene.remember({ approval });
    await rejectFallback(scene.ports, await scene.facts(), why);
    const reason = {
      code: 'approval',
      message: `codex failed (auth): not signed in; another backend was rejected${because}`,
      action: `planex retry ${id}`,
    };
    const remembered = await scene.remembered();
    expect(remembered.failure).toEqual({ digest, reason, run: 'run-1' });
    expect(remembered.approval).toBeUndefined();
    expect(scene.events).toEqual([
      {
        type: 'issue:failed',
        at: SCENE_AT,
        label: 'tea',
        taskId: id,
        runId: 'run-1',
        backend: 'codex',
        reason,
        message: `${id} failed: ${reason.message}`,
      },
    ]);
  });
});
