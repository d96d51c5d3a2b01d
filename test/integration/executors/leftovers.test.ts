import { expect, test } from 'vitest';
import { findMarked } from '../../../src/executors/process-tree.ts';
import { runProcess } from '../../../src/executors/run-process.ts';
import { isRunning, useProgram } from '../../support/program.ts';

const cases = [
  { program: 'holds-output.sh', left: 1 },
  { program: 'leaves-session.sh', left: 1 },
  { program: 'double-forks.mjs', left: 1 },
  { program: 'many-children.sh', left: 45 },
  { program: 'wipes-environment.sh', left: 1 },
  { program: 'job-control.sh', left: 1 },
];

test.each(cases)(
  '$program: the result is taken at its exit, and $left leftovers are ended',
  async ({ program: name, left }) => {
    const program = useProgram(name);
    const { exit } = await runProcess(program.spec);
    expect(await exit).toMatchObject({ kind: 'exited', code: 0, leftovers: left, survivors: 0 });
    expect(program.pids()).toHaveLength(left);
    expect(program.pids().filter(isRunning)).toEqual([]);
  },
);

test('a leftover that ignores TERM is killed after the grace; the exit status stays the one of the program', async () => {
  const program = useProgram('stubborn-child.sh', { graceMs: 200 });
  const { exit } = await runProcess(program.spec);
  expect(await exit).toMatchObject({ kind: 'exited', code: 7, survivors: 0 });
  expect(program.pids().filter(isRunning)).toEqual([]);
});

test('a process that is just then being born is not overlooked', async () => {
  for (let round = 0; round < 20; round += 1) {
    const program = useProgram('leaves-session-at-once.sh');
    await (await runProcess(program.spec)).exit;
    expect(findMarked(program.spec.marker)).toEqual([]);
  }
});

test('a program that leaves nothing has no leftovers', async () => {
  const { exit } = await runProcess(useProgram('both-streams.sh').spec);
  expect(await exit).toMatchObject({ leftovers: 0, survivors: 0 });
});
