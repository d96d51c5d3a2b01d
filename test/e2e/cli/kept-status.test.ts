import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import type { StatusView } from '../../../src/daemon/look/status-view.ts';
import { makeGate } from '../../support/gate.ts';
import { PATIENCE_MS } from '../../support/patience.ts';
import { writePlan, writes } from '../../support/plan.ts';
import {
  killDaemon,
  planex,
  planexOk,
  recordsFolder,
  standings,
  startDaemon,
  waitForStatus,
} from '../../support/planex.ts';
import { makeFolder, makeRepository, type TestRepository } from '../../support/repository.ts';

interface Answer {
  status: StatusView;
  /** Whether git was asked for it. */
  isAnew: boolean;
}

/** Makes what asks for the status of a repository and notes whether git had to be asked. */
function makeAsker(repository: TestRepository): {
  ask: () => Promise<Answer>;
  askUntilKept: () => Promise<Answer>;
} {
  const traces = makeFolder();
  const settings = join(makeFolder(), 'gitconfig');
  const usual = readFileSync(process.env['GIT_CONFIG_GLOBAL'] ?? '', 'utf8');
  writeFileSync(settings, `${usual}[trace2]\n\teventTarget = ${traces}\n`);
  const ask = async (): Promise<Answer> => {
    const before = readdirSync(traces).length;
    const result = await planex(repository, ['status', '--json'], { env: { GIT_CONFIG_GLOBAL: settings } });
    expect(result).toMatchObject({ code: 0, stderr: '' });
    return { status: JSON.parse(result.stdout), isAnew: readdirSync(traces).length > before };
  };
  return {
    ask,
    async askUntilKept() {
      const endsAt = performance.now() + PATIENCE_MS;
      for (;;) {
        const answer = await ask();
        if (!answer.isAnew) return answer;
        if (performance.now() > endsAt) throw new Error('no answer was kept');
      }
    },
  };
}

it('without a daemon, status asks nobody while nothing changes, and tells the truth at once when something did', async () => {
  const repository = makeRepository();
  repository.git('branch', 'bare');
  const { path } = writePlan(repository, 'good', [writes('good.txt')]);
  const { ask, askUntilKept } = makeAsker(repository);
  await planexOk(repository, 'once');
  const first = await ask();
  expect(first.isAnew).toBe(true);
  expect(standings(first.status)).toEqual(['done']);
  expect((await askUntilKept()).status).toEqual(first.status);
  const shown = await planexOk(repository, 'status');
  expect(shown).toContain('1 done');

  writeFileSync(join(repository.path, path), repository.read(path).replace('# good', '# gold'), {
    flag: 'r+',
  });
  const edited = await ask();
  expect(edited.isAnew).toBe(true);
  expect(edited.status.artifacts[0]?.title).toBe('gold');
  expect((await askUntilKept()).status).toEqual(edited.status);

  repository.git('reset', '--quiet', '--hard', 'HEAD~1');
  const reset = await ask();
  expect(standings(reset.status)).toEqual(['waiting: removed-by-user']);

  repository.commit({ [path]: repository.read(path) }, 'docs: the plan');
  repository.git('checkout', '--quiet', 'bare');
  expect((await ask()).status.artifacts).toEqual([]);
  expect((await askUntilKept()).status.artifacts).toEqual([]);

  await planexOk(repository, 'pause');
  expect((await ask()).status.paused).toBe(true);
});

it('what was true before a daemon was killed is not told after it', async () => {
  const repository = makeRepository();
  const { ask, askUntilKept } = makeAsker(repository);
  writePlan(repository, 'done', [writes('done.txt')]);
  await planexOk(repository, 'once');
  expect(standings((await askUntilKept()).status)).toEqual(['done']);

  const gate = makeGate();
  const pid = await startDaemon(repository);
  writePlan(repository, 'open', [{ ...writes('open.txt'), commands: [gate.wait, 'echo open > open.txt'] }]);
  await waitForStatus(repository, (now) => standings(now).includes('running'));
  await killDaemon(pid);
  for (let time = 0; time < 2; time += 1) {
    const killed = await ask();
    expect(standings(killed.status)).toEqual(['done', 'pending: internal']);
    expect(killed).toMatchObject({ isAnew: true, status: { daemon: { running: false } } });
  }

  await startDaemon(repository);
  expect((await ask()).status.daemon.running).toBe(true);
  // What the killed one had started stands at the gate until it is ended, which comes before it runs again.
  await waitForStatus(repository, (now) => standings(now).includes('running'));
  await gate.pass();
  await waitForStatus(repository, (now) => standings(now).join() === 'done,done');
  await planexOk(repository, 'stop');
  expect(readdirSync(recordsFolder(repository))).not.toContain('daemon.lock');
  expect((await askUntilKept()).status).toMatchObject({ daemon: { running: false } });
  expect(standings((await ask()).status)).toEqual(['done', 'done']);
});
