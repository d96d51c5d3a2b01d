import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { planex, planexOk, settle, standings, taskOf } from '../../support/planex.ts';
import { makeRepository, type TestRepository } from '../../support/repository.ts';
import { writeSolution, writesFile } from '../../support/solution.ts';

const QUEUE = '.workflow/issues/queues/QUE-20261120-070000.json';
const INDEX = '.workflow/issues/queues/index.json';

const QUEUE_TEXT = `{
  "id": "QUE-20261120-070000",
  "status": "active",
  "solutions": [
    { "item_id": "S-1", "issue_id": "ISS-2", "solution_id": "SOL-2", "status": "pending", "semantic_priority": 0.90 },
    {
      "item_id": "S-2",
      "issue_id": "ISS-1",
      "solution_id": "SOL-1",
      "status": "pending",
      "depends_on": ["S-1"]
    },
    { "item_id": "S-3", "issue_id": "ISS-4", "solution_id": "SOL-4", "status": "pending", "execution_group": "S1" },
    { "item_id": "S-4", "issue_id": "ISS-3", "solution_id": "SOL-3", "status": "pending", "execution_group": "S1" }
  ],
  "_metadata": { "version": "2.0", "pending_count": 4, "completed_count": 0 }
}
`;

function read(repository: TestRepository, path: string): string {
  return readFileSync(join(repository.path, path), 'utf8');
}

describe('a queue of issues', () => {
  test('gives their order, and is kept true by what lands', async () => {
    const repository = makeRepository();
    repository.write('.workflow/issues/issues.jsonl', '{"id":"ISS-4","title":"The fourth"}\n');
    repository.write(QUEUE, QUEUE_TEXT);
    repository.write(
      INDEX,
      '{"active_queue_id":"QUE-20261120-070000","queues":[{"id":"QUE-20261120-070000","status":"active","completed_solutions":0}]}',
    );
    const later = { ...writesFile('T1', 'one.txt'), commands: ['cat two.txt > one.txt'] };
    writeSolution(repository, 'ISS-1', [later], { id: 'SOL-1' });
    writeSolution(repository, 'ISS-2', [writesFile('T1', 'two.txt')], { id: 'SOL-2' });
    writeSolution(repository, 'ISS-3', [writesFile('T1', 'three.txt')], { id: 'SOL-3' });

    const { status } = await settle(repository);
    expect(standings(status)).toEqual(['done', 'done', 'waiting: blocked-by']);
    expect(taskOf(status, 'ISS-3#T1').reason).toMatchObject({
      message: 'ISS-4 comes before it in QUE-20261120-070000, and has no solution in place',
      action: 'planex run ISS-4',
    });
    const kept = read(repository, QUEUE);
    expect(kept).toContain('"status": "completed", "semantic_priority": 0.90,"started_at":"');
    expect(kept).toContain('"pending_count": 2, "completed_count": 2 }');
    expect(JSON.parse(kept)).toMatchObject({
      status: 'active',
      solutions: [
        { status: 'completed', result: { tasks_completed: 1 } },
        { status: 'completed', result: { commit_hashes: [repository.git('rev-parse', 'HEAD').trim()] } },
        { status: 'pending' },
        { status: 'pending' },
      ],
    });
    expect(JSON.parse(read(repository, INDEX)).queues[0].completed_solutions).toBe(2);

    writeSolution(repository, 'ISS-4', [writesFile('T1', 'four.txt', { commands: ['false'] })], {
      id: 'SOL-4',
    });
    const failed = (await settle(repository)).status;
    expect(standings(failed)).toEqual([
      'done',
      'done',
      'blocked: blocked-by',
      expect.stringMatching(/^failed/),
    ]);
    const items = JSON.parse(read(repository, QUEUE)).solutions;
    expect(items.slice(2)).toMatchObject([
      { status: 'failed', failure_reason: taskOf(failed, 'ISS-4#T1').reason?.message },
      { status: 'blocked' },
    ]);
    expect(await planexOk(repository, 'issues')).toContain('(QUE-20261120-070000 S-4: blocked)');
    const report = await planexOk(repository, 'issues', 'show', 'ISS-4');
    expect(report).toContain('- To go on: planex resume docs/issues/ISS-4#T1\n');
    expect(report).toMatch(/\nEXEC_FAILED:ISS-4:shell_failed\n$/);
    const shown = await planexOk(repository, 'issues', 'show', 'ISS-3');
    expect(shown).toContain('  queue     QUE-20261120-070000 S-4 blocked (group S1; after ISS-4)');
  });

  test('that cannot be read is told and stays as it is, and issues wait for it', async () => {
    const repository = makeRepository();
    const broken = QUEUE_TEXT.replace('"status": "active",', '"status": "active"');
    repository.write(QUEUE, broken);
    writeSolution(repository, 'ISS-2', [writesFile('T1', 'two.txt')], { id: 'SOL-2' });
    expect(standings((await settle(repository)).status)).toEqual(['waiting: internal']);
    expect(read(repository, QUEUE)).toBe(broken);
    const listed = await planex(repository, ['issues']);
    expect(listed.code).toBe(1);
    expect(listed.stdout).toContain(`${QUEUE}:4:3: error: `);

    repository.write(QUEUE, QUEUE_TEXT);
    expect(standings((await settle(repository)).status)).toEqual(['done']);
    expect(JSON.parse(read(repository, QUEUE)).solutions[0].status).toBe('completed');
  });
});
