import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { once } from 'node:events';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { makeGate } from '../../support/gate.ts';
import { writes } from '../../support/plan.ts';
import {
  killDaemon,
  planexOk,
  readEventLog,
  recordsFolder,
  settle,
  standings,
  startDaemon,
  taskOf,
  waitForStatus,
} from '../../support/planex.ts';
import { waitUntil } from '../../support/program.ts';
import { makeFolder, makeRepository, type TestRepository, useRepository } from '../../support/repository.ts';
import { countRuns, pathsOf, TEA, TEA_TASK, writeTea } from '../../support/tolerant-plan.ts';

const LOG = '"$(git rev-parse --git-common-dir)/log"';

describe('attempts', () => {
  const failing = { commands: ['echo tea > tea.txt'], verify: [`echo try >> ${LOG}`, 'test -e milk.txt'] };

  it('that fail count across restarts, and the last that is allowed is a breach', async () => {
    const repository = makeRepository();
    writeTea(repository, [failing], ['Iterations: if tests still fail after 2 attempts, stop and escalate.']);
    expect(standings((await settle(repository)).status)).toEqual(['failed: tests-failing']);
    await planexOk(repository, 'retry', TEA_TASK);
    // Each time another planex.
    const { status } = await settle(repository);
    expect(standings(status)).toEqual(['waiting: breach']);
    expect(status.tasks[0]?.reason?.message).toMatch(
      /2 attempts have failed, the last: .*at most 2 attempts/,
    );
    expect(repository.read(TEA)).toContain('Status: BLOCKED');
    expect(repository.read('.git/log')).toBe('try\ntry\n');
    // As many again.
    await planexOk(repository, 'resolve', TEA_TASK, '--option', '1');
    expect(standings((await settle(repository)).status)).toEqual(['failed: tests-failing']);
    await planexOk(repository, 'retry', TEA_TASK);
    expect(standings((await settle(repository)).status)).toEqual(['waiting: breach']);
    expect(repository.read('.git/log')).toBe('try\ntry\ntry\ntry\n');
  });

  it('that succeed begin to count anew', async () => {
    const repository = makeRepository();
    repository.write('.planexrc', JSON.stringify({ tolerances: { attempts: 2 } }));
    writeTea(repository, [failing], ['Ambiguity: ask.']);
    expect(standings((await settle(repository)).status)).toEqual(['failed: tests-failing']);
    repository.commit({ 'milk.txt': 'milk\n' });
    await planexOk(repository, 'retry', TEA_TASK);
    expect(standings((await settle(repository)).status)).toEqual(['done']);
  });
});

describe('time', () => {
  it('that is over ends a run in the middle, also with what it has started', async () => {
    const repository = makeRepository();
    repository.write(
      '.planexrc',
      JSON.stringify({ tolerances: { time: '10s' }, limits: { grace: '500ms' } }),
    );
    writeTea(repository, [{ commands: ['echo tea > tea.txt', makeGate().wait] }], ['Ambiguity: ask.']);
    const { status } = await settle(repository);
    expect(standings(status)).toEqual(['waiting: breach']);
    expect(status.tasks[0]?.reason?.message).toMatch(/ s of work; the limit is at most .* for each task/);
    expect(repository.read(TEA)).toContain('Status: BLOCKED');
    const kept = repository.git('for-each-ref', '--format=%(refname)', 'refs/planex/runs');
    expect(pathsOf(repository, kept)).toEqual(['tea.txt']);
  });

  it('adds up over runs and restarts, and not what lies between them', async () => {
    const repository = makeRepository();
    const gate = makeGate();
    repository.write('.planexrc', JSON.stringify({ tolerances: { time: '1h' } }));
    writeTea(repository, [{ commands: [gate.wait, 'echo tea > tea.txt', 'false'] }], ['Ambiguity: ask.']);
    await startDaemon(repository);
    await waitForStatus(repository, (status) => taskOf(status, '#1').status === 'running');
    await gate.pass();
    await waitForStatus(repository, (status) => taskOf(status, '#1').status === 'failed');
    await planexOk(repository, 'stop');
    await planexOk(repository, 'retry', TEA_TASK);
    // What has been worked is more than this.
    repository.write(
      '.planexrc',
      JSON.stringify({ tolerances: { time: '1ms' }, limits: { grace: '500ms' } }),
    );
    const { status } = await settle(repository);
    expect(standings(status)).toEqual(['waiting: breach']);
    // The second run ended before anything of it began.
    expect(countRuns(repository)).toBe(2);
    expect(
      readEventLog(repository).filter((event) => event.type === 'run:step' && event.step === 'executing'),
    ).toHaveLength(1);
  });
});

describe('time, after a kill', () => {
  it('that was worked before counts: what has no time left is not begun again', async () => {
    const repository = makeRepository();
    repository.write('.planexrc', JSON.stringify({ tolerances: { time: '1h' } }));
    writeTea(repository, [{ commands: [makeGate().wait] }], ['Ambiguity: ask.']);
    const pid = await startDaemon(repository);
    await waitForStatus(repository, (status) => taskOf(status, '#1').status === 'running');
    // It is written down every 15 seconds.
    await waitUntil(() => readWorkedMs(repository) > 1_000, 'some time is on record', 60_000);
    await killDaemon(pid);
    repository.write('.planexrc', JSON.stringify({ tolerances: { time: '1s' }, limits: { grace: '500ms' } }));
    // The run may have written that as well, as long as it was not seen to have ended.
    await planexOk(repository, 'trust', '.planexrc');
    const { status } = await settle(repository);
    expect(standings(status)).toEqual(['waiting: breach']);
    expect(
      readEventLog(repository).filter((event) => event.type === 'run:step' && event.step === 'executing'),
    ).toHaveLength(1);
  });
});

/** How long the runs of all tasks have worked, by what is on disk. */
function readWorkedMs(repository: TestRepository): number {
  const folder = join(recordsFolder(repository), 'artifacts');
  const records = readdirSync(folder).filter((name) => name.endsWith('.json'));
  const times = records.flatMap(
    (name) => readFileSync(join(folder, name), 'utf8').match(/"ms":\s*[\d.]+/g) ?? [],
  );
  return times.reduce((sum, text) => sum + Number(text.slice(text.indexOf(':') + 1)), 0);
}

describe('what many depend on', () => {
  const settings = JSON.stringify({ tolerances: { highBlastRadius: ['**/auth/**'] } });

  it('waits before it begins when the task declares it, and goes on when a person has acknowledged it', async () => {
    const repository = makeRepository();
    repository.write('.planexrc', settings);
    writeTea(
      repository,
      [
        { ...writes('auth/login.txt'), commands: ['mkdir auth; echo in > auth/login.txt'] },
        writes('tea.txt'),
      ],
      ['Ambiguity: ask.'],
    );
    const { status } = await settle(repository);
    expect(standings(status)[0]).toBe('waiting: clarification');
    expect(status.tasks[0]?.reason?.message).toMatch(/^high-blast-radius: .*auth\/login\.txt/);
    expect(countRuns(repository)).toBe(0);
    expect(repository.read(TEA)).toContain('Status: APPROVED');
    await planexOk(repository, 'resolve', TEA_TASK, '--option', '1', '--note', 'reviewed by Kim');
    expect(repository.read(TEA)).toContain('reviewed by Kim');
    expect(standings((await settle(repository)).status)).toEqual(['done', 'done']);
  });

  it('waits with its work kept when a run touches it, while the rest of the plan stays approved', async () => {
    const repository = makeRepository();
    repository.write('.planexrc', settings);
    writeTea(repository, [{ commands: ['mkdir auth; echo in > auth/login.txt'] }], ['Ambiguity: ask.']);
    const { status } = await settle(repository);
    expect(standings(status)).toEqual(['waiting: clarification']);
    expect(status.tasks[0]?.reason?.message).toMatch(/^high-blast-radius: .*auth\/login\.txt/);
    expect(repository.read(TEA)).toContain('Status: APPROVED');
    expect(repository.git('log', '--format=%s')).toBe('docs: say hello');
    await planexOk(repository, 'resolve', TEA_TASK, '--option', '1');
    expect(standings((await settle(repository)).status)).toEqual(['done']);
    expect(pathsOf(repository, 'HEAD')).toEqual(['auth/login.txt']);
  });

  it('is given up when a person says so', async () => {
    const repository = makeRepository();
    repository.write('.planexrc', settings);
    writeTea(repository, [{ ...writes('auth/login.txt') }], ['Ambiguity: ask.']);
    await settle(repository);
    await planexOk(repository, 'resolve', TEA_TASK, '--option', '2');
    expect(standings((await settle(repository)).status)).toEqual(['cancelled: cancelled']);
  });
});

describe('notify', () => {
  it('calls the command once for a breach, whoever looks how often, and once more for another one', async () => {
    const repository = makeRepository();
    const told = join(makeFolder(), 'told');
    repository.write(
      '.planexrc',
      JSON.stringify({ tolerances: { files: 1 }, notify: { command: ['sh', '-c', `cat >> ${told}`] } }),
    );
    writeTea(
      repository,
      [{ title: 'Two files', commands: ['echo x > x.txt; echo y > y.txt'] }],
      ['Ambiguity: ask.'],
    );
    await settle(repository);
    await settle(repository);
    await startDaemon(repository);
    await waitForStatus(repository, (status) => taskOf(status, '#1').reason?.code === 'breach');
    await planexOk(repository, 'stop');
    const read = (): Record<string, unknown>[] =>
      readFileSync(told, 'utf8')
        .trim()
        .split('\n')
        .map((line): Record<string, unknown> => JSON.parse(line));
    expect(read()).toEqual([
      expect.objectContaining({
        version: 1,
        type: 'task:waiting',
        repository: repository.path,
        task: TEA_TASK,
        title: 'Two files',
        artifact: TEA,
        status: 'waiting',
        reason: 'breach',
        message: expect.stringContaining('2 files: x.txt, y.txt'),
        action: expect.stringContaining('planex resolve'),
      }),
    ]);
    await planexOk(repository, 'resolve', TEA_TASK, '--option', '2');
    await settle(repository);
    expect(read()).toHaveLength(2);
  });

  it('posts to a webhook, tells of a task that failed, and one that cannot be reached holds nothing up', async () => {
    const bodies: unknown[] = [];
    const server = createServer((request, response) => {
      let body = '';
      request.setEncoding('utf8').on('data', (text: string) => (body += text));
      request.on('end', () => {
        bodies.push(JSON.parse(body));
        response.end('{}');
      });
    }).listen(0, '127.0.0.1');
    await once(server, 'listening');
    onTestFinished(() => void server.close());
    const address = server.address();
    const port = typeof address === 'object' && address !== null ? address.port : 0;
    const repository = makeRepository();
    repository.write('.planexrc', JSON.stringify({ notify: { webhook: `http://127.0.0.1:${port}/told` } }));
    writeTea(repository, [{ commands: ['false'] }], ['Ambiguity: ask.']);
    expect(standings((await settle(repository)).status)).toEqual(['failed: internal']);
    expect(bodies).toEqual([
      expect.objectContaining({ task: TEA_TASK, status: 'failed', reason: 'internal' }),
    ]);
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
    await planexOk(repository, 'retry', TEA_TASK);
    await settle(repository);
    const warnings = readEventLog(repository).filter(({ type }) => type === 'notify:failed');
    expect(warnings).toHaveLength(1);
    expect(warnings[0]?.message).not.toContain(`${port}/told`);
  });

  it('does nothing that came from elsewhere before somebody here has approved it', async () => {
    const upstream = makeRepository();
    const told = join(makeFolder(), 'told');
    const folder = join(makeFolder(), 'clone');
    upstream.git('clone', '--quiet', upstream.path, folder);
    const clone = useRepository(folder);
    writeTea(
      clone,
      [{ commands: ['echo x > x.txt; echo y > y.txt'] }],
      ['Stop if more than 1 file changes.'],
    );
    expect(standings((await settle(clone)).status)).toEqual(['waiting: breach']);
    const command = ['sh', '-c', `cat >> ${told}`];
    upstream.commit({ '.planexrc': JSON.stringify({ notify: { command } }) });
    clone.git('pull', '--quiet', '--ff-only');
    expect(standings((await settle(clone)).status)).toEqual(['waiting: breach']);
    expect(existsSync(told)).toBe(false);
    await planexOk(clone, 'trust', '.planexrc');
    await settle(clone);
    expect(readFileSync(told, 'utf8').trim().split('\n')).toHaveLength(1);
  });
});
