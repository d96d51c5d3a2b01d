import { expect, onTestFinished, test } from 'vitest';
import type { StoredDocument } from '../../../src/daemon/ports.ts';
import { createLoop } from '../../../src/daemon/loop.ts';
import type { PlanexEvent } from '../../../src/tasks/event.ts';
import { openPorts } from '../../support/open-ports.ts';
import { writePlan, writes } from '../../support/plan.ts';
import { makeRepository } from '../../support/repository.ts';

test('an event bears the instant at which it is told, however long the disk took before', async () => {
  const repository = makeRepository();
  writePlan(repository, 'tea', [writes('tea.txt')]);
  const { ports } = await openPorts(repository);
  let clock = Date.now();
  const told: { event: PlanexEvent; toldAt: number }[] = [];
  /** Its writes take a second. */
  const slow = <T>(document: StoredDocument<T>): StoredDocument<T> => ({
    get data() {
      return document.data;
    },
    async update(change) {
      await document.update(change);
      clock += 1_000;
    },
  });
  const loop = createLoop(
    {
      ...ports,
      nowMs: () => clock,
      events: { ...ports.events, append: (event) => void told.push({ event, toldAt: clock }) },
      records: {
        ...ports.records,
        createRun: async (record) => slow(await ports.records.createRun(record)),
        async keepSnapshot(...args) {
          clock += 1_000;
          return ports.records.keepSnapshot(...args);
        },
      },
    },
    (error) => {
      throw error;
    },
  );
  onTestFinished(() => loop.stop());
  await loop.recover();
  await loop.whenQuiet();
  const types = told.map(({ event }) => event.type);
  expect(types).toEqual(expect.arrayContaining(['run:claimed', 'run:step', 'run:ended', 'task:landed']));
  expect(told.filter(({ event, toldAt }) => Date.parse(event.at) !== toldAt)).toEqual([]);
});
