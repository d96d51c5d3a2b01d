import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { plannedAs, solutionText } from '../../support/planned.ts';
import {
  expectNothingLeft,
  planex,
  planexOk,
  readEventLog,
  recordsFolder,
  waitForStatus,
} from '../../support/planex.ts';
import { spawnPlanex } from '../../support/planex-process.ts';
import { waitUntil } from '../../support/program.ts';
import { makeFolder, makeRepository, type TestRepository } from '../../support/repository.ts';
import { makeRendezvous } from '../../support/rendezvous.ts';
import { type ScriptedCodex, useScriptedCodex } from '../../support/scripted-codex.ts';

const PATH = /ISS-\d{8}-001/;

/** Ends what a command may have left at work, and sees to it that nothing is left. */
function watchOver(repository: TestRepository): void {
  onTestFinished(async () => {
    await planex(repository, ['stop', '--now']);
    await expectNothingLeft(repository);
  });
}

function useRepositoryWith(codex: ScriptedCodex): {
  repository: TestRepository;
  run: (...args: string[]) => ReturnType<typeof planex>;
} {
  const repository = makeRepository();
  watchOver(repository);
  return { repository, run: (...args) => planex(repository, ['run', ...args], { env: codex.env }) };
}

describe('planex run', () => {
  test('words become an issue, its solution, and a commit', async () => {
    const codex = useScriptedCodex({
      reviews: [{ says: plannedAs({ title: 'Greet', files: ['greeting.txt'] }) }],
      edits: ['echo hello > greeting.txt'],
    });
    const { repository, run } = useRepositoryWith(codex);
    const { code, stdout, stderr } = await run('--text', 'Greet whoever comes');
    expect(stderr).toBe('');
    expect(code).toBe(0);
    const [id = ''] = PATH.exec(stdout) ?? [];
    expect(stdout).toContain(`\nEXEC_DONE:${id}\n`);
    expect(repository.git('log', '-1', '--format=%s', '--name-only')).toBe(
      `feat(${id}): Greet\n\ngreeting.txt`,
    );
    expect(codex.prompts('review')).toHaveLength(1);
    expect(codex.prompts('review')[0]).toContain('Greet whoever comes');
    expect(JSON.parse(repository.read(`docs/issues/${id}.json`))).toMatchObject({
      issue_id: id,
      issue_title: 'Greet whoever comes',
      solution: { tasks: [{ id: 'T1' }] },
    });
    await expectNothingLeft(repository);
  });

  test('commands that a planner has written wait for a yes', async () => {
    const codex = useScriptedCodex({
      reviews: [{ says: plannedAs({ files: ['a.txt'], commands: ['echo a > a.txt'] }) }],
    });
    const { repository, run } = useRepositoryWith(codex);
    const first = await run('--text', 'Make a');
    expect(first.stdout).toContain('T1: $ echo a > a.txt');
    expect(first.code).toBe(1);
    const [id = ''] = PATH.exec(first.stdout) ?? [];
    expect(first.stdout).toContain(`do: planex trust docs/issues/${id}.json`);
    expect(existsSync(join(repository.path, 'a.txt'))).toBe(false);
    // Neither a start, nor an edit, nor a commit of it makes it the user's.
    const proposed = repository.read(`docs/issues/${id}.json`);
    repository.write(`docs/issues/${id}.json`, `${proposed}\n`);
    await planex(repository, ['once']);
    repository.git('add', 'docs/issues');
    repository.git('commit', '--quiet', '-m', 'docs: an issue');
    await planex(repository, ['once']);
    expect(existsSync(join(repository.path, 'a.txt'))).toBe(false);
    repository.git('mv', `docs/issues/${id}.json`, 'docs/issues/other.json');
    repository.write('docs/issues/other.json', proposed);
    await planex(repository, ['once']);
    expect(existsSync(join(repository.path, 'a.txt'))).toBe(false);
    repository.git('reset', '--quiet', '--hard');
    await planexOk(repository, 'trust', `docs/issues/${id}.json`);
    const last = await run(id);
    expect(last.stdout).toContain(`EXEC_DONE:${id}\n`);
    expect(last.code).toBe(0);
    expect(codex.prompts('review')).toHaveLength(1);
  });

  test('--yes lets them run', async () => {
    const codex = useScriptedCodex({
      reviews: [{ says: plannedAs({ files: ['a.txt'], commands: ['echo a > a.txt'] }) }],
    });
    const { repository, run } = useRepositoryWith(codex);
    expect(await run('--text', 'Make a', '--yes')).toMatchObject({ code: 0 });
    expect(repository.read('a.txt')).toBe('a\n');
  });

  test('an answer that is no solution is repaired once, and never dispatched', async () => {
    const codex = useScriptedCodex({
      reviews: [
        { says: '{"tasks":[{"id":"T 1","title":"x"}]}' },
        { says: 'I would rather not.' },
        { says: plannedAs({ files: ['b.txt'] }) },
      ],
      edits: ['echo b > b.txt'],
    });
    const { repository, run } = useRepositoryWith(codex);
    const first = await run('--text', 'Make b');
    expect(first.code).toBe(1);
    const [id = ''] = PATH.exec(first.stdout) ?? [];
    expect(first.stdout).toContain(`EXEC_FAILED:${id}:solution_invalid\n`);
    expect(first.stdout).toContain('no JSON object with a list "tasks"');
    expect(codex.prompts('review')[1]).toContain('a task id has to be one word');
    expect(existsSync(join(repository.path, `docs/issues/${id}.json`))).toBe(false);
    expect(readEventLog(repository)).toEqual([]);
    expect(await run(id)).toMatchObject({ code: 0 });
    expect(codex.prompts('review')).toHaveLength(3);
  });

  test('a planner that asks is answered, and not asked again before', async () => {
    const question = { case: 'underspecified', question: 'Which colour?', options: ['red', 'blue'] };
    const codex = useScriptedCodex({
      reviews: [
        { says: `\`\`\`planex-push-back\n${JSON.stringify(question)}\n\`\`\`` },
        { says: plannedAs({ files: ['c.txt'] }) },
      ],
      edits: ['echo red > c.txt'],
    });
    const { run } = useRepositoryWith(codex);
    const first = await run('--text', 'Colour it');
    expect(first).toMatchObject({ code: 1 });
    const [id = ''] = PATH.exec(first.stdout) ?? [];
    expect(first.stdout).toContain('the planner asks: Which colour?\n  1. red\n  2. blue\n');
    expect((await run('--text', 'Colour it')).stdout).toBe(first.stdout);
    expect(codex.prompts('review')).toHaveLength(1);
    expect(await run(id, '--answer', 'red, like the logo')).toMatchObject({ code: 0 });
    expect(codex.prompts('review')[1]).toContain('Answer: red, like the logo');
  });

  test('an issue with a solution needs no planner, and one that nobody knows begins nothing', async () => {
    const codex = useScriptedCodex({ reviews: [{ fails: 'nobody should ask' }] });
    const { repository, run } = useRepositoryWith(codex);
    repository.write(
      'docs/issues/ISS-7.json',
      solutionText('ISS-7', { files: ['d.txt'], commands: ['echo d > d.txt'] }),
    );
    const unknown = await run('ISS-7', 'ISS-8');
    expect(unknown).toMatchObject({ code: 2, stdout: '' });
    expect(unknown.stderr).toContain('there is no issue "ISS-8"');
    const { code, stdout } = await run('ISS-7', '--json');
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toEqual({
      issues: [{ id: 'ISS-7', path: 'docs/issues/ISS-7.json', status: 'done' }],
    });
    expect(codex.prompts('review')).toEqual([]);
  });
});

describe('left alone', () => {
  test('Ctrl-C while a planner is at work is no failure of it, and neither is a name that nobody has', async () => {
    const meeting = makeRendezvous();
    const first = `${meeting.give('asked')}; ${meeting.await('never')}`;
    const codex = useScriptedCodex({ reviews: [{ says: 'too late', first }] });
    const { repository, run } = useRepositoryWith(codex);
    const readStatuses = async (): Promise<string[]> => {
      const { issues } = JSON.parse(await planexOk(repository, 'issues', '--json'));
      return issues.map(({ status }: { status: string }) => status);
    };
    const running = spawnPlanex(repository, ['run', '--text', 'Make a'], codex.env);
    await meeting.receive('asked');
    running.signal('SIGINT');
    expect(await running.ended()).toBe(130);
    expect(running.output()).toMatch(/ISS-\d{8}-001: not done yet; to go on: planex run ISS-\d{8}-001\n/);
    expect(running.output()).not.toContain('EXEC_FAILED');
    expect(await readStatuses()).toEqual(['registered']);
    expect(await run('--text', 'Make b', '--backend', 'nonesuch')).toMatchObject({ code: 2 });
    expect(await readStatuses()).toEqual(['registered', 'registered']);
  });

  test('killed while a planner is at work, it is not called planning, and the next one ends that planner', async () => {
    const meeting = makeRendezvous();
    const first = `${meeting.give('asked')}; ${meeting.await('never')}`;
    const codex = useScriptedCodex({
      reviews: [{ says: 'too late', first }, { says: plannedAs({ files: ['a.txt'] }) }],
      edits: ['echo a > a.txt'],
    });
    const { repository, run } = useRepositoryWith(codex);
    const running = spawnPlanex(repository, ['run', '--text', 'Make a'], codex.env);
    await meeting.receive('asked');
    running.signal('SIGKILL');
    await running.ended();
    const [issue] = JSON.parse(await planexOk(repository, 'issues', '--json')).issues;
    expect(issue).toMatchObject({ status: 'registered', stored: 'planning' });
    expect(await run(issue.id)).toMatchObject({ code: 0 });
    await expectNothingLeft(repository);
  });

  test('Ctrl-C leaves the daemon at work', async () => {
    const gate = join(makeFolder(), 'gate');
    const repository = makeRepository();
    watchOver(repository);
    const commands = [`until test -e ${gate}; do sleep 0.1; done`, 'echo a > a.txt'];
    repository.write('docs/issues/ISS-1.json', solutionText('ISS-1', { files: ['a.txt'], commands }));
    const running = spawnPlanex(repository, ['run', 'ISS-1']);
    await running.says(/ISS-1#T1: executing/);
    running.signal('SIGINT');
    expect(await running.ended()).toBe(130);
    expect(running.output()).toContain('planex: it goes on without you');
    writeFileSync(gate, '');
    await waitForStatus(repository, ({ tasks }) => tasks.every(({ status }) => status === 'done'));
  });

  test('--detach returns at once, and all of it is done in the background', async () => {
    const gate = join(makeFolder(), 'gate');
    const codex = useScriptedCodex({
      reviews: [
        { says: plannedAs({ files: ['a.txt'] }), first: `until test -e ${gate}; do sleep 0.1; done` },
      ],
      edits: ['echo a > a.txt'],
    });
    const { repository, run } = useRepositoryWith(codex);
    const { code, stdout } = await run('--text', 'Make a', '--detach', '--yes', '--effort', 'low');
    expect(code).toBe(0);
    const [id = ''] = PATH.exec(stdout) ?? [];
    expect(stdout).toContain(`${id}: goes on in the background`);
    writeFileSync(gate, '');
    const output = join(recordsFolder(repository), 'run.out');
    await waitUntil(() => readFileSync(output, 'utf8').includes(`EXEC_DONE:${id}\n`), 'it is done');
    expect(repository.read('a.txt')).toBe('a\n');
  });
});

describe('killed while it plans', () => {
  test.each(['create-file:linked', 'planning-store:kept', 'create-file:synced#2', 'create-file:linked#2'])(
    'at %s, it has the answer that was paid for',
    async (point) => {
      const codex = useScriptedCodex({
        reviews: [{ says: plannedAs({ files: ['a.txt'] }) }],
        edits: ['echo a > a.txt'],
      });
      const { repository, run } = useRepositoryWith(codex);
      const env = { ...codex.env, PLANEX_FAULT_POINT: point };
      const killed = await planex(repository, ['run', '--text', 'Make a'], { env });
      expect(killed.stderr).toContain('SIGKILL');
      const { code, stdout } = await run('--text', 'Make a');
      expect(code).toBe(0);
      expect(stdout).toMatch(/^EXEC_DONE:ISS-\d{8}-001$/m);
      expect(codex.prompts('review')).toHaveLength(1);
      expect(repository.git('log', '--format=%s', '--', 'a.txt').split('\n')).toHaveLength(1);
    },
  );
});

describe('issues of the store', () => {
  const ISSUE = { id: 'ISS-5', title: 'Say it in red', context: 'Red is seen from afar.', status: 'open' };

  function useStore(codex: ScriptedCodex, ...solutions: object[]): ReturnType<typeof useRepositoryWith> {
    const used = useRepositoryWith(codex);
    const lines = solutions.map((solution) => `${JSON.stringify(solution)}\n`);
    used.repository.write('docs/issues/.store/issues.jsonl', `${JSON.stringify(ISSUE)}\n`);
    if (lines.length > 0) used.repository.write('docs/issues/.store/solutions/ISS-5.jsonl', lines.join(''));
    return used;
  }

  const solution = (id: string, command: string): object => ({
    id,
    tasks: [{ id: 'T1', title: 'Red', files: [{ path: 'red.txt' }], commands: [command] }],
  });

  test('one without a solution is planned, and its status follows', async () => {
    const codex = useScriptedCodex({
      reviews: [{ fails: 'no such model' }, { says: plannedAs({ files: ['red.txt'] }) }],
      edits: ['echo red > red.txt'],
    });
    const { repository, run } = useRepositoryWith(codex);
    repository.write('.workflow/issues/issues.jsonl', `${JSON.stringify(ISSUE)}\n`);
    const failed = await run('ISS-5', '--json');
    expect(failed.code).toBe(1);
    expect(JSON.parse(failed.stdout).issues).toMatchObject([{ id: 'ISS-5', code: 'codex_failed' }]);
    expect(await planexOk(repository, 'issues', 'show', 'ISS-5')).toContain(
      'failed\n            internal: codex did not answer (other): no such model\n            → planex run ISS-5\n',
    );
    expect(await run('ISS-5')).toMatchObject({ code: 0 });
    expect(codex.prompts('review')[1]).toContain('Red is seen from afar.');
    const shown = JSON.parse(await planexOk(repository, 'issues', 'show', 'ISS-5', '--json'));
    expect(shown.issue).toMatchObject({ status: 'completed', title: 'Say it in red' });
    // The store has what was planned, chosen, and it is the same that was carried out.
    const [kept = '', ...others] = repository
      .read('.workflow/issues/solutions/ISS-5.jsonl')
      .trim()
      .split('\n');
    expect(others).toEqual([]);
    expect(JSON.parse(kept)).toMatchObject({ id: 'SOL-ISS-5-1', is_bound: true, tasks: [{ id: 'T1' }] });
    expect(repository.read('.workflow/issues/issue-history.jsonl')).toContain(
      '"bound_solution_id":"SOL-ISS-5-1"',
    );
    expect(shown.issue.solutions).toMatchObject([
      { id: 'SOL-ISS-5-1', path: 'docs/issues/ISS-5.json', chosen: true },
    ]);
  });

  test('one solution that the store keeps is carried out, once its commands have a yes', async () => {
    const codex = useScriptedCodex({ reviews: [{ fails: 'nobody should ask' }] });
    const { repository, run } = useRepositoryWith(codex);
    const kept = JSON.stringify(solution('SOL-1', 'echo red > red.txt'));
    repository.write('docs/issues/.store/issues.jsonl', `${JSON.stringify({ ...ISSUE, id: 'Tür-5' })}\n`);
    repository.write('docs/issues/.store/solutions/Tür-5.jsonl', `${kept}\n`);
    const first = await run('Tür-5');
    expect(first.code).toBe(1);
    expect(first.stdout).toContain('T1: $ echo red > red.txt');
    expect(existsSync(join(repository.path, 'red.txt'))).toBe(false);
    await planexOk(repository, 'trust', 'docs/issues/Tür-5.json');
    expect(await run('Tür-5')).toMatchObject({
      code: 0,
      stdout: expect.stringMatching(/^EXEC_DONE:Tür-5$/m),
    });
    expect(codex.prompts('review')).toEqual([]);
  });

  test('of several none is carried out before one is chosen, and a paused issue is left alone', async () => {
    const codex = useScriptedCodex({ reviews: [{ fails: 'nobody should ask' }] });
    const { repository, run } = useStore(
      codex,
      solution('SOL-1', 'false'),
      solution('SOL-2', 'echo > red.txt'),
    );
    const undecided = await run('ISS-5', '--yes');
    expect(undecided.code).toBe(1);
    expect(undecided.stdout).toContain('ISS-5: choose a solution: ISS-5 has 2');
    await planexOk(repository, 'issues', 'update', 'ISS-5', '--status', 'paused');
    expect((await run('ISS-5', '--yes')).stderr).toContain('ISS-5 is paused among the issues');
    await planexOk(repository, 'issues', 'update', 'ISS-5', '--status', 'registered', '--solution', '2');
    expect(await run('ISS-5', '--yes')).toMatchObject({ code: 0 });
    expect(existsSync(join(repository.path, 'red.txt'))).toBe(true);
  });

  test('a store that cannot be read is left as it is, and nobody is asked', async () => {
    const codex = useScriptedCodex({ reviews: [{ fails: 'nobody should ask' }] });
    const { repository, run } = useStore(codex);
    repository.write('docs/issues/.store/issues.jsonl', '{"id": "ISS-5"\n');
    const { code, stderr } = await run('--text', 'Say it in blue');
    expect(code).toBe(2);
    expect(stderr).toContain('docs/issues/.store/issues.jsonl:1');
    expect(repository.read('docs/issues/.store/issues.jsonl')).toBe('{"id": "ISS-5"\n');
    expect(codex.prompts('review')).toEqual([]);
  });
});
