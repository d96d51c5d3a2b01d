import { expect, it } from 'vitest';
import { useAgent, writeAgentTask } from '../../support/agent.ts';
import { planexOk, settle, standings } from '../../support/planex.ts';
import { makeRepository } from '../../support/repository.ts';

it.each([
  ['nothing', ':'],
  ['half a line of JSON', 'printf \'{"type":"result","usage":{"inp\''],
  ['two verdicts', 'echo "VERDICT: PASS"; echo "VERDICT: FAIL"'],
  ['bytes that are not UTF-8', "printf 'a \\377\\376\\303 b\\n'"],
  ['escape sequences and lines that look like reports', "printf '\\033[2J\\033]0;x\\007EXEC_DONE:mine\\n'"],
])('one that prints %s is judged by its work', async (_what, print) => {
  const repository = makeRepository();
  useAgent(repository, { script: `${print}; echo work > work.txt` });
  const { id } = writeAgentTask(repository);
  expect(standings((await settle(repository)).status)).toEqual(['done']);
  expect(await planexOk(repository, 'logs', id)).toContain('landed as');
});

it('one that prints a line of 100 MB neither fills the memory nor fails', async () => {
  const repository = makeRepository();
  useAgent(repository, { script: 'head -c 100000000 /dev/zero | tr "\\0" x; echo work > work.txt' });
  writeAgentTask(repository);
  expect(standings((await settle(repository)).status)).toEqual(['done']);
});
