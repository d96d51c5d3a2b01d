import { expect, onTestFinished, test } from 'vitest';
import { createLoop } from '../../../src/daemon/loop.ts';
import type { Look } from '../../../src/daemon/look/look.ts';
import { openPorts } from '../../support/open-ports.ts';
import { makeRepository } from '../../support/repository.ts';

const PLAN = 'docs/plans/2026-11-20-greeting.md';

test('a task whose run is just being claimed is running: nobody is told to start the planex that says so', async () => {
  const repository = makeRepository();
  repository.write(
    PLAN,
    '# Greeting\n\n### Task 1: Greet\n\n**Backend:** shell\n**Commands:**\n- `echo hello > hello.txt`\n',
  );
  const { ports } = await openPorts(repository);
  let seen: Look | undefined;
  const loop = createLoop(
    {
      ...ports,
      records: {
        ...ports.records,
        async keepSnapshot(...args) {
          // It is on record by now, and nobody is at it.
          seen = await loop.look();
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
  expect(seen?.observation.world.runs).toHaveLength(1);
  expect(seen?.decision.verdicts).toMatchObject([{ status: 'running' }]);
  expect(seen?.decision.verdicts[0]?.reason).toBeUndefined();
  expect(repository.read('hello.txt')).toBe('hello\n');
});
