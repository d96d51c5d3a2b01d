import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { useAgent, writeAgentTask } from '../../support/agent.ts';
import { startDaemon, waitForStatus } from '../../support/planex.ts';
import { makeFolder, makeRepository } from '../../support/repository.ts';

it('what only meant something where the daemon was started from does not reach it', async () => {
  const repository = makeRepository();
  const agent = useAgent(repository, { script: 'env > $SIGNS/env; echo work > work.txt' });
  writeAgentTask(repository);
  const elsewhere = makeFolder();
  await startDaemon(repository, {
    env: {
      CLAUDECODE: '1',
      CLAUDE_CODE_ENTRYPOINT: 'cli',
      CODEX_SANDBOX: 'seatbelt',
      GEMINI_CLI: '1',
      GIT_DIR: join(elsewhere, '.git'),
      GIT_WORK_TREE: elsewhere,
      GIT_INDEX_FILE: join(elsewhere, 'index'),
      GIT_EDITOR: 'false',
      GIT_AUTHOR_NAME: 'Mallory',
      npm_config_prefix: elsewhere,
      NODE_OPTIONS: '--import=data:text/javascript,',
      PLANEX_RUN: 'another',
      MY_TOKEN: 'kept',
    },
  });
  await waitForStatus(repository, ({ tasks }) => tasks[0]?.status === 'done');
  const lines = readFileSync(join(agent.folder, 'env'), 'utf8').split('\n');
  const leaked =
    /^(CLAUDECODE|CLAUDE_CODE_ENTRYPOINT|CODEX_SANDBOX|GEMINI_CLI|GIT_(DIR|WORK_TREE|INDEX_FILE|EDITOR|AUTHOR_NAME)|npm_|NODE_OPTIONS)/;
  expect(lines.filter((line) => leaked.test(line))).toEqual([]);
  expect(lines).not.toContain('PLANEX_RUN=another');
  expect(lines).toContain('MY_TOKEN=kept');
  expect(repository.git('log', '-1', '--format=%an')).toBe('Ada Tester');
});
