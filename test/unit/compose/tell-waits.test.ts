import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { tellWaits } from '../../../src/compose/tell-waits.ts';

const UNTIL = '2026-11-20T12:00:00.000Z';
const MESSAGE = 'planex itself ended 2 times in a row while this task was executing';

const view: Awaited<ReturnType<Parameters<typeof tellWaits>[0]>> = {
  tasks: [
    { id: 'docs/plans/a#1', reason: { code: 'internal', message: MESSAGE, until: UNTIL } },
    { id: 'docs/plans/a#2', reason: { code: 'internal', message: 'its run was cut off' } },
    { id: 'docs/plans/a#3', reason: { code: 'rate-limited', message: 'a limit', until: UNTIL } },
    { id: 'docs/plans/a#4' },
  ],
};

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

test('what only time ends is told, and once', async () => {
  const lines: string[] = [];
  const end = tellWaits(
    () => Promise.resolve(view),
    (told) => lines.push(...told),
  );
  await vi.advanceTimersByTimeAsync(4_999);
  expect(lines).toEqual([]);
  await vi.advanceTimersByTimeAsync(20_000);
  expect(lines).toEqual([`docs/plans/a#1 waits until ${UNTIL}: ${MESSAGE}`]);
  end();
  expect(vi.getTimerCount()).toBe(0);
});

test('a look that fails is for others to tell, and one that takes long is not asked for twice', async () => {
  const answers: ((answer: typeof view) => void)[] = [];
  const lines: string[] = [];
  let asked = 0;
  const end = tellWaits(
    () => {
      asked += 1;
      return asked === 1 ? Promise.reject(new Error('gone')) : new Promise((answer) => answers.push(answer));
    },
    (told) => lines.push(...told),
  );
  await vi.advanceTimersByTimeAsync(60_000);
  expect(asked).toBe(2);
  answers[0]?.(view);
  await vi.advanceTimersByTimeAsync(0);
  expect(lines).toHaveLength(1);
  end();
});
