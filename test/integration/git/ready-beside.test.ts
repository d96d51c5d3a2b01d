import { setImmediate as nextTurn } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { readyBeside } from '../../../src/git/landing/ready-beside.ts';
import type { ReadiedCopy } from '../../../src/git/landing/ready-copy.ts';
import { fail, succeed } from '../../../src/result.ts';

const COPY: ReadiedCopy = { contents: { kind: 'unknown' }, prepared: undefined, leftOut: [] };
const REFUSED = fail({ kind: 'locked' as const, output: 'somebody has it' });

/** Branches that are prepared, each of which says when it is let go. */
function makePreparing() {
  const done: string[] = [];
  let count = 0;
  let tellLetGo = (): void => undefined;
  const whenLetGo = new Promise<void>((resolve) => (tellLetGo = resolve));
  const prepare = () => {
    count += 1;
    const name = `branch ${count}`;
    done.push(`${name} prepared`);
    const abort = async (): Promise<void> => {
      done.push(`${name} let go`);
      tellLetGo();
      await Promise.resolve();
    };
    return Promise.resolve(succeed({ abort, commit: () => Promise.resolve(succeed(undefined)) }));
  };
  return { done, prepare, whenLetGo };
}

const wanted = (): boolean => true;

test('the look begins first, and a quick one leaves the branch prepared', async () => {
  const { done, prepare } = makePreparing();
  const look = async (): Promise<ReadiedCopy> => {
    done.push('look');
    return await Promise.resolve(COPY);
  };
  const readied = await readyBeside(prepare, look, wanted);
  expect(done).toEqual(['look', 'branch 1 prepared']);
  expect(readied).toMatchObject({
    branch: { ok: true },
    copy: { status: 'fulfilled', value: COPY },
    wasSlow: false,
  });
});

test('in a long look the branch is let go, and prepared again when it is wanted', async () => {
  const { done, prepare, whenLetGo } = makePreparing();
  const look = async (): Promise<ReadiedCopy> => {
    await whenLetGo;
    done.push('looked');
    return COPY;
  };
  const readied = await readyBeside(prepare, look, (copy) => copy.status === 'fulfilled');
  expect(done).toEqual(['branch 1 prepared', 'branch 1 let go', 'looked', 'branch 2 prepared']);
  expect(readied).toMatchObject({ branch: { ok: true }, wasSlow: true });
});

test('after a long look that failed the branch is not prepared again', async () => {
  const { done, prepare, whenLetGo } = makePreparing();
  const look = async (): Promise<ReadiedCopy> => {
    await whenLetGo;
    throw new Error('no room');
  };
  const readied = await readyBeside(prepare, look, (copy) => copy.status === 'fulfilled');
  expect(done).toEqual(['branch 1 prepared', 'branch 1 let go']);
  expect(readied).toMatchObject({ branch: undefined, copy: { status: 'rejected' }, wasSlow: true });
});

test('a branch that is refused is the answer, and asked for once', async () => {
  let asked = 0;
  const refuse = () => {
    asked += 1;
    return Promise.resolve(REFUSED);
  };
  const readied = await readyBeside(refuse, () => Promise.resolve(COPY), wanted);
  expect(readied).toMatchObject({ branch: REFUSED, wasSlow: false });
  expect(asked).toBe(1);
});

test('what preparing throws comes after the look has ended', async () => {
  let looked = false;
  const look = async (): Promise<ReadiedCopy> => {
    for (let turn = 0; turn < 5; turn += 1) await nextTurn();
    looked = true;
    return COPY;
  };
  await expect(readyBeside(() => Promise.reject(new Error('no git')), look, wanted)).rejects.toThrow(
    'no git',
  );
  expect(looked).toBe(true);
});
