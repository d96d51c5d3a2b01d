import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { TaskView } from '../../../src/daemon/look/status-view.ts';
import type { IssueView } from '../../../src/issues/issue-view.ts';
import { planex, planexOk, settle, standings, taskOf } from '../../support/planex.ts';
import { makeRepository, type TestRepository } from '../../support/repository.ts';
import { writeSolution, writesFile } from '../../support/solution.ts';

const STORE = 'docs/issues/.store/issues.jsonl';

async function listIssues(repository: TestRepository, ...args: string[]): Promise<IssueView<TaskView>[]> {
  return JSON.parse((await planex(repository, ['issues', 'list', '--json', ...args])).stdout).issues;
}

async function statusOf(repository: TestRepository, id: string): Promise<string | undefined> {
  return (await listIssues(repository)).find((issue) => issue.id === id)?.status;
}

describe('planex issues', () => {
  test('tells where an issue stands by its commits, and holds the tasks of one that is put off', async () => {
    const repository = makeRepository();
    const verification = ['grep -q T1 one.txt', 'It reads well'];
    writeSolution(repository, 'ISS-1', [writesFile('T1', 'one.txt', { convergence: { verification } })], {
      title: 'The first',
    });
    writeSolution(repository, 'ISS-2', [writesFile('T1', 'two.txt')]);
    expect((await listIssues(repository)).map(({ id, status }) => [id, status])).toEqual([
      ['ISS-1', 'queued'],
      ['ISS-2', 'queued'],
    ]);

    const said = await planexOk(
      repository,
      'issues',
      'update',
      'ISS-2',
      '--status',
      'deferred',
      '--priority',
      'high',
    );
    expect(said).toContain('ISS-2: Write two.txt');
    expect(readFileSync(join(repository.path, STORE), 'utf8')).toContain('"status":"deferred"');
    const { status } = await settle(repository);
    expect(standings(status)).toEqual(['done', 'waiting: paused']);
    expect(taskOf(status, 'ISS-2#T1').reason?.action).toBe('planex issues update ISS-2 --status registered');

    const [first, second] = await listIssues(repository);
    expect(first).toMatchObject({ id: 'ISS-1', title: 'The first', status: 'completed', priority: 3 });
    expect(second).toMatchObject({ id: 'ISS-2', status: 'paused', priority: 2, reason: { code: 'paused' } });
    expect(await listIssues(repository, '--status', 'completed,failed')).toHaveLength(1);

    const shown = await planexOk(repository, 'issues', 'show', 'ISS-1');
    expect(shown).toContain(
      '- Backend: shell\n- Tests: passed (grep -q T1 one.txt)\n- Not run: It reads well\n',
    );
    expect(shown).toContain('- Files: one.txt\n');
    const why = await planexOk(repository, 'why', 'ISS-1#T1');
    expect(why).toContain('  verify      grep -q T1 one.txt\n  not run     It reads well\n');
    const linted = await planexOk(repository, 'lint', 'docs/issues/ISS-1.json');
    expect(linted).toContain('hint: nothing runs "It reads well", by which task T1 is to be verified');
    expect(shown).toMatch(/\nEXEC_DONE:ISS-1\n$/);

    await planexOk(repository, 'issues', 'update', 'ISS-2', '--status', 'open');
    await settle(repository);
    expect(await statusOf(repository, 'ISS-2')).toBe('completed');
  });

  test('refuses a status that the history does not bear out', async () => {
    const repository = makeRepository();
    writeSolution(repository, 'ISS-1', [writesFile('T1', 'one.txt')]);
    const refused = await planex(repository, ['issues', 'update', 'ISS-1', '--status', 'completed']);
    expect(refused.code).toBe(2);
    expect(refused.stderr).toContain(
      'ISS-1 is queued: it is completed when the history holds a commit for each',
    );
    expect(await statusOf(repository, 'ISS-1')).toBe('queued');
  });

  test('of several solutions none runs before one is chosen', async () => {
    const repository = makeRepository();
    writeSolution(repository, 'ISS-1', [writesFile('T1', 'one.txt')], { id: 'SOL-1' });
    writeSolution(repository, 'other', [writesFile('T1', 'other.txt')], { issue_id: 'ISS-1', id: 'SOL-2' });
    const { status } = await settle(repository);
    expect(standings(status)).toEqual(['waiting: choose-solution', 'waiting: choose-solution']);
    const [issue] = await listIssues(repository);
    expect(issue).toMatchObject({ status: 'planned', reason: { code: 'choose-solution' } });
    expect(issue?.solutions.map(({ number, id, chosen }) => [number, id, chosen])).toEqual([
      [1, 'SOL-1', false],
      [2, 'SOL-2', false],
    ]);

    await planexOk(repository, 'issues', 'update', 'ISS-1', '--solution', '2');
    // While the file of the chosen one is half written, the other one is not taken for it.
    const whole = repository.read('docs/issues/other.json');
    repository.write('docs/issues/other.json', whole.slice(0, -20));
    const { status: halved } = await settle(repository);
    expect(halved.tasks.map(({ reason }) => reason?.message)).toEqual([
      'another solution of ISS-1 was chosen: SOL-2, which is not in place or cannot be read',
    ]);
    repository.write('docs/issues/other.json', whole);
    expect(standings((await settle(repository)).status)).toEqual(['waiting: choose-solution', 'done']);
    expect(repository.git('show', '--name-only', '--format=', 'HEAD').trim()).toBe('other.txt');
    expect(await statusOf(repository, 'ISS-1')).toBe('completed');

    // The one that was not chosen still lies there, and makes nothing unfinished but itself.
    for (const verb of ['run', 'resume']) {
      expect(await planex(repository, [verb, 'ISS-1'])).toMatchObject({
        code: 0,
        stdout: 'EXEC_DONE:ISS-1\n',
      });
    }
    const other = await planex(repository, ['run', 'docs/issues/ISS-1']);
    expect(other.code).toBe(1);
    expect(other.stdout).toContain('another solution of ISS-1 was chosen: docs/issues/other.json');
  });

  test('keeps a store that cannot be read, says where it is wrong, and goes on with the rest', async () => {
    const repository = makeRepository();
    const broken = '{"id":"ISS-1","status":"open"}\n{"id":"ISS-9",\n';
    repository.write(STORE, broken);
    writeSolution(repository, 'ISS-1', [writesFile('T1', 'one.txt')]);
    writeSolution(repository, 'ISS-2', [writesFile('T1', 'two.txt')]);
    const listed = await planex(repository, ['issues']);
    expect(listed.code).toBe(1);
    expect(listed.stdout).toContain(`${STORE}:2:15: error: a key in double quotes is expected`);
    const refused = await planex(repository, ['issues', 'update', 'ISS-1', '--status', 'paused']);
    expect(refused.code).toBe(2);
    expect(refused.stderr).toContain(`${STORE}:2:15`);
    expect(readFileSync(join(repository.path, STORE), 'utf8')).toBe(broken);

    // Whether the store puts the second one off is not known, so it waits.
    const { status } = await settle(repository);
    expect(standings(status)).toEqual(['done', 'waiting: internal']);
    repository.write(STORE, '{"id":"ISS-1","status":"open"}\n');
    expect(standings((await settle(repository)).status)).toEqual(['done', 'done']);
  });

  test('imports what is good, says what is not, and runs nothing of it', async () => {
    const repository = makeRepository();
    const tasks = [writesFile('T1', 'one.txt')];
    repository.write(
      'incoming/issues.jsonl',
      '{"id":"GH-1","title":"Tea is cold","n":1.0}\n{"title":"No id yet"}\n{"id":"x y"}\n{"id":"GH-2",\n',
    );
    repository.write(
      'incoming/a.json',
      JSON.stringify({ issue_id: 'GH-1', solution: { id: 'SOL-1', tasks } }, null, 2),
    );
    repository.write('incoming/b.json', JSON.stringify({ issue_id: 'GH-3', tasks: [{ title: 'no id' }] }));

    const dry = await planex(repository, ['issues', 'import', 'incoming', '--dry-run']);
    expect(dry.code).toBe(1);
    expect(dry.stdout).toContain('would add GH-1');
    expect(await listIssues(repository)).toEqual([]);

    const { code, stdout } = await planex(repository, ['issues', 'import', 'incoming', '--json']);
    expect(code).toBe(1);
    const report: { issues: string[]; problems: string[] } = JSON.parse(stdout);
    expect(report.issues).toEqual(['GH-1', expect.stringMatching(/^ISS-\d{8}-001$/)]);
    expect(
      report.problems.map((line) => line.replace(/^.*\/incoming\//, '').replace(/: error:.*/, '')),
    ).toEqual(['b.json:1:29', 'issues.jsonl:3:7', 'issues.jsonl:4:14']);
    expect(readFileSync(join(repository.path, STORE), 'utf8')).toContain('"n":1.0');
    expect((await settle(repository)).status.tasks).toEqual([]);
    const [issue] = await listIssues(repository);
    expect(issue).toMatchObject({
      id: 'GH-1',
      status: 'planned',
      solutions: [{ id: 'SOL-1', chosen: true }],
    });

    const again = JSON.parse(
      (await planex(repository, ['issues', 'import', 'incoming/a.json', '--json'])).stdout,
    );
    expect(again).toMatchObject({ issues: [], problems: [] });
    expect((await listIssues(repository))[0]?.solutions).toHaveLength(1);
  });

  test('commands at the same time lose nothing', async () => {
    const repository = makeRepository();
    const ids = Array.from({ length: 8 }, (_, index) => `ISS-${index}`);
    repository.write(STORE, ids.map((id) => `{"id":"${id}","keep":1.0}\n`).join(''));
    const results = await Promise.all(
      ids.map((id, index) =>
        planex(repository, ['issues', 'update', id, '--priority', String((index % 5) + 1)]),
      ),
    );
    expect(results.map(({ code, stderr }) => `${code}${stderr}`)).toEqual(ids.map(() => '0'));
    const lines = readFileSync(join(repository.path, STORE), 'utf8').trim().split('\n');
    expect(lines).toHaveLength(8);
    for (const [index, line] of lines.entries()) {
      expect(line).toContain(`{"id":"ISS-${index}","keep":1.0,"priority":${(index % 5) + 1},`);
    }
  });
});
