import { describe, expect, it } from 'vitest';
import type { Look } from '../../../src/daemon/look/look.ts';
import type { Notice } from '../../../src/daemon/notice.ts';
import { createNotifier } from '../../../src/daemon/notifier.ts';
import type { Ports } from '../../../src/daemon/ports.ts';
import { reconcile } from '../../../src/tasks/reconcile.ts';
import type { TaskFacts } from '../../../src/tasks/world.ts';
import { makeRunScene } from '../../support/run-scene.ts';
import { makeWorld } from '../../support/world.ts';

/** A notifier, and who it has told: `notify` answers with the problem given. */
async function makeScene(problem?: string) {
  const scene = await makeRunScene();
  const told: Notice[] = [];
  let woken = 0;
  // The rest of the repository has no part in it.
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion
  const repository = { home: '/tea' } as unknown as Ports['repository'];
  const ports: Ports = {
    ...scene.ports,
    repository,
    notify: async (notice) => {
      told.push(notice);
      return problem;
    },
    settingsFile: async () => ({ path: '.planexrc', digest: 'sha256:rc', admitted: true, keys: [] }),
  };
  const notifier = createNotifier(ports, {
    onTold: () => (woken += 1),
    onError: (error) => expect.unreachable(String(error)),
  });
  return {
    ...scene,
    notifier,
    countWoken: () => woken,
    /** The runs whose failures somebody was told of. */
    listTold: () => told.map(({ run }) => run),
    fails: (run: string) =>
      scene.remember({
        failure: { digest: 'sha256:1', run, reason: { code: 'tests-failing', message: 'cold' } },
        lastRun: run,
      }),
    async report(look: Look) {
      await notifier.report(look);
      await notifier.settle();
    },
  };
}

function lookAt(facts: TaskFacts, notifies = true): Look {
  const world = makeWorld([facts]);
  // Nothing else of a look is read.
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion
  return { observation: { settings: { notifies }, world }, decision: reconcile(world) } as unknown as Look;
}

describe('that a task has failed', () => {
  it('is told once, also when a look that began before it was told ends after it', async () => {
    const scene = await makeScene();
    await scene.fails('run-1');
    const before = lookAt(await scene.facts());
    await scene.notifier.report(before);
    expect(scene.notifier.countPending()).toBe(1);
    await scene.notifier.report(before);
    await scene.notifier.settle();
    expect(scene.notifier.countPending()).toBe(0);
    expect((await scene.remembered()).told).toBe('failed run-1');
    await scene.report(before);
    await scene.report(lookAt(await scene.facts()));
    expect(scene.listTold()).toEqual(['run-1']);
    expect(scene.countWoken()).toBe(1);
  });

  it('is told again when it is another failure', async () => {
    const scene = await makeScene();
    for (const run of ['run-1', 'run-2']) {
      await scene.fails(run);
      await scene.report(lookAt(await scene.facts()));
    }
    expect(scene.listTold()).toEqual(['run-1', 'run-2']);
  });

  it('is not tried again when nobody could be told, and the log says so', async () => {
    const scene = await makeScene('no line');
    await scene.fails('run-1');
    const before = lookAt(await scene.facts());
    await scene.report(before);
    await scene.report(before);
    expect(scene.listTold()).toEqual(['run-1']);
    expect(scene.events).toMatchObject([
      { type: 'notify:failed', message: expect.stringMatching(/#1 waits: no line$/) },
    ]);
  });

  it('is told to nobody when the settings name nobody', async () => {
    const scene = await makeScene();
    await scene.fails('run-1');
    await scene.report(lookAt(await scene.facts(), false));
    expect(scene.listTold()).toEqual([]);
  });
});
