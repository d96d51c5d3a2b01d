import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { type HostileRepository, makeHostileRepository } from '../../support/hostile-repository.ts';
import { planex, planexOk, readStatus, settle, startDaemon } from '../../support/planex.ts';

/** What everything in the repository says, so that whatever of it counts would be seen. */
const SETTINGS = JSON.stringify({
  executors: { evil: { command: ['sh', '-c', 'TRACE'] } },
  backend: 'evil',
  verify: { command: 'TRACE' },
  setup: 'TRACE',
  routing: { failClosed: false },
});
const POLLUTED = SETTINGS.replace('{', '{ "__proto__": { "paused": false }, ');
const LEADS_OUT = '{ "artifacts": { "plans": ["../**/*.md", "/**/*.md"] } }';

/** Everything a person may say before they trust anything. */
const COMMANDS: readonly (readonly string[])[] = [
  ['status'],
  ['status', '--json'],
  ['statusline'],
  ['doctor'],
  ['lint'],
  ['lint', '--format', 'json'],
  ['lint', '--format', 'sarif'],
  ['lint', '--fix', 'docs/plans/link.md'],
  ['why', 'approved#1'],
  ['why', 'approved#1', '--json'],
  ['why', 'approved#1', '--prompt'],
  ['why', 'steering#1'],
  ['why', 'EVIL#T1'],
  ['route', 'approved#1'],
  ['trust'],
  ['issues'],
  ['issues', 'list', '--json'],
  ['guard'],
  ['guard', 'list'],
  ['hooks', 'status'],
  ['hooks', 'install'],
  ['pause'],
  ['unpause'],
  ['once'],
  ['once', '--dry-run'],
  ['once', '--json'],
  ['retry', 'approved#1'],
  ['cancel', 'steering#1'],
  ['logs'],
];

/** What would move the cursor, recolour, or turn the text around: nothing of it may come out. */
const STEERS = /[^\P{Cc}\t\n]|[\u2028\u2029\u202a-\u202e\u2066-\u2069]/u;

async function expectHarmless(hostile: HostileRepository, args: readonly string[]): Promise<void> {
  const { stdout, stderr, code } = await planex(hostile.clone, args);
  const said = `planex ${args.join(' ')} (${code})`;
  expect(stdout, said).not.toMatch(STEERS);
  expect(stderr, said).not.toMatch(STEERS);
  expect(code, `${said}\n${stderr}`).toBeLessThan(3);
  expect(hostile.traces(), said).toEqual([]);
}

function readOutside({ outside }: HostileRepository): string[] {
  return readdirSync(outside).map((name) => `${name}: ${readFileSync(join(outside, name), 'utf8')}`);
}

it.each<[string, string | undefined]>([
  ['no settings', undefined],
  ['settings that name commands', SETTINGS],
  ['settings with a key that changes objects', POLLUTED],
  ['settings whose patterns lead out', LEADS_OUT],
])(
  'a hostile repository with %s runs nothing and writes nothing outside before trust',
  async (_, settings) => {
    const hostile = makeHostileRepository(settings);
    const before = readOutside(hostile);
    const tree = hostile.clone.git('ls-files', '-s');
    for (const args of COMMANDS) await expectHarmless(hostile, args);
    // With settings that cannot be read nothing is started.
    const isRefused = settings === POLLUTED || settings === LEADS_OUT;
    if (isRefused) expect(await planex(hostile.clone, ['start'])).toMatchObject({ code: 2 });
    else await startDaemon(hostile.clone);
    for (const args of COMMANDS.slice(0, 12)) await expectHarmless(hostile, args);
    const { tasks } = await readStatus(hostile.clone);
    expect(tasks.filter(({ status }) => !['waiting', 'blocked', 'cancelled'].includes(status))).toEqual([]);
    await planex(hostile.clone, ['stop']);

    expect(hostile.traces()).toEqual([]);
    expect(readOutside(hostile)).toEqual(before);
    expect(hostile.clone.git('status', '--porcelain')).toBe('');
    expect(hostile.clone.git('ls-files', '-s')).toBe(tree);
    expect(hostile.clone.git('rev-parse', 'HEAD')).toBe(hostile.upstream.git('rev-parse', 'HEAD'));
  },
);

it("what planex itself writes into a plan from elsewhere does not make it anybody's own", async () => {
  const hostile = makeHostileRepository(undefined);
  const plan = 'docs/plans/approved.md';
  await planexOk(hostile.clone, 'lint', '--fix', plan);
  expect(hostile.clone.git('status', '--porcelain')).toBe(` M ${plan}`);
  await expectHarmless(hostile, ['once']);
  await planexOk(hostile.clone, 'reject', plan, '--why', 'looks odd');
  await planex(hostile.clone, ['once']);
  hostile.clone.git('checkout', '--quiet', '--', plan);
  await expectHarmless(hostile, ['once']);
});

it('what it tries would have worked, had somebody trusted it; what leads out is not even there then', async () => {
  const hostile = makeHostileRepository(undefined);
  await planexOk(hostile.clone, 'trust', 'docs/plans/approved.md', 'docs/issues/evil.json');
  await settle(hostile.clone);
  // In the line of the store that cannot be read may stand that the issue is put off.
  expect(hostile.traces().sort()).toEqual(['trace-approved', 'trace-approved-verify']);
  hostile.clone.write('.workflow/issues/issues.jsonl', '{"id":"ISS-1","title":"Nice"}\n');
  await settle(hostile.clone);
  const worked = ['trace-approved', 'trace-approved-verify', 'trace-package', 'trace-solution'];
  expect(hostile.traces().sort()).toEqual(worked);
  await planex(hostile.clone, ['trust', '--all']);
  await settle(hostile.clone);
  expect(hostile.traces()).toContain('trace-hash');
  for (const name of ['secret', 'huge']) expect(hostile.traces()).not.toContain(`trace-${name}`);
});
