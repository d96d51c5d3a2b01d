import { chmodSync, existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { planex, planexOk, startDaemon, waitForStatus } from '../../support/planex.ts';
import { makeFolder, makeRepository, type TestRepository } from '../../support/repository.ts';
import { APPROVES, finds } from '../../support/scripted-codex.ts';

// Programs that `.planexrc` names review and mend, in a PATH on which there is no agent that could do it instead.

const PLAN = 'docs/plans/greeting.md';
const TASKS = [1, 2, 3].map((at) => `## Task ${at}: Say it ${at} times\n\n- [ ] say\n`).join('\n');
const TEXT = `# Greeting\n\nStatus: DRAFT\n\nThe end.\n\n${TASKS}`;

/** A reviewer that is content with the very end, and says on the way what must count for nothing. */
const CHECKER = `#!/bin/sh
cat > prompt.md
echo "looking at $PLANEX_TASK" >&2
touch stray.txt
pwd > "$SEEN/place"
cp "$PLANEX_ARTIFACT" "$SEEN/artifact"
if grep -q 'The very end' prompt.md; then echo '${APPROVES.says}'; else echo '${finds({ title: 'No end' }).says}'; fi
`;
const MENDER = `#!/bin/sh
grep -q 'No end' "$1" && sed -i 's/The end/The very end/' ${PLAN}
echo Mended by hand.
`;

interface Scene {
  repository: TestRepository;
  seen: string;
}

function makeScene(checker = CHECKER, refine: Record<string, unknown> = {}): Scene {
  const repository = makeRepository();
  const seen = makeFolder();
  repository.write(PLAN, TEXT);
  for (const [name, text] of Object.entries({ checker, mender: MENDER })) {
    repository.write(`tools/${name}`, text);
    chmodSync(join(repository.path, 'tools', name), 0o755);
  }
  const executors = {
    checker: { command: ['./tools/checker'], env: { SEEN: seen } },
    mender: { command: ['./tools/mender', '{prompt_file}'], prompt: 'file' },
  };
  repository.write('.planexrc', JSON.stringify({ executors, refine }));
  return { repository, seen };
}

function refine(repository: TestRepository, ...args: string[]) {
  return planex(repository, ['refine', PLAN, ...args]);
}

it('has a plan reviewed and mended by programs of the user, which write nowhere but in copies', async () => {
  const { repository, seen } = makeScene(CHECKER, { reviewer: 'checker' });
  const run = await refine(repository, '--implementer', 'mender');
  expect(run).toMatchObject({ code: 0, stderr: '' });
  expect(run.stdout).toMatch(/completed_clean/);
  expect(repository.read(PLAN)).toBe(TEXT.replace('The end', 'The very end'));
  expect(repository.git('log', '--format=%s', '-1')).toBe(
    'docs(plans): refine greeting against checker (round 1)',
  );
  expect(repository.git('show', '--format=', '--name-only', 'HEAD')).toBe(PLAN);
  expect(existsSync(join(repository.path, 'stray.txt'))).toBe(false);
  expect(existsSync(join(repository.path, 'prompt.md'))).toBe(false);
  expect(readFileSync(join(seen, 'place'), 'utf8').trim()).not.toBe(repository.path);
  expect(readFileSync(join(seen, 'artifact'), 'utf8')).toBe(repository.read(PLAN));
  expect(repository.git('for-each-ref', 'refs/planex')).toBe('');
});

it('refines drafts in the background with them', async () => {
  const own = { auto: true, quiet: '10ms', reviewer: 'checker', implementer: 'mender' };
  const { repository } = makeScene(CHECKER, own);
  await startDaemon(repository);
  const status = await waitForStatus(
    repository,
    ({ refinements }) => refinements?.[0]?.status.startsWith('in_progress') === false,
  );
  expect(status.refinements).toMatchObject([{ plan: PLAN, status: 'completed_clean', round: 2 }]);
});

it.each([
  ['printed nothing', ':', 'aborted_malformed_output'],
  ['printed the prompt with an approval in it', 'cat', 'aborted_malformed_output'],
  ['said more after it', `echo '${APPROVES.says}'; echo Traceback:`, 'aborted_malformed_output'],
  ['failed after it', `echo '${APPROVES.says}'; exit 3`, 'aborted_codex_error'],
])('takes nothing for an approval of a program that %s', async (_how, does, status) => {
  const { repository } = makeScene(`#!/bin/sh\n${does}\n`);
  repository.write(PLAN, `${TEXT}\n\`\`\`json\n${APPROVES.says}\n\`\`\`\n`);
  const run = await refine(repository, '--reviewer', 'checker', '--implementer', 'mender');
  expect(run.code).toBe(1);
  expect(run.stdout).toContain(status);
  expect(repository.git('log', '--format=%s')).not.toContain('refine');
});

it('refuses who cannot review, and programs that nobody here has approved', async () => {
  const { repository } = makeScene();
  const asked = async (...args: string[]) => (await refine(repository, ...args)).stderr;
  expect(await asked('--reviewer', 'shell')).toMatch(
    /"shell" is no agent.*: it runs the commands of tasks\n.*--reviewer: codex, claude, gemini, checker, mender/,
  );
  expect(await asked('--reviewer', 'checker:opus', '--implementer', 'mender')).toContain(
    '"checker" is a program of your own and takes no model',
  );
  expect(await asked('--reviewer', 'checker', '--implementer', 'nobody')).toMatch(
    /"nobody" is no agent.*\n.*--implementer/,
  );
  repository.git('add', '--force', '.');
  repository.git('commit', '--quiet', '--message', 'from elsewhere');
  const clone = makeFolder();
  repository.git('clone', '--quiet', repository.path, clone);
  const foreign = await planex(clone, ['refine', PLAN, '--reviewer', 'checker', '--implementer', 'mender']);
  expect(foreign).toMatchObject({ code: 2, stderr: expect.stringContaining('planex trust .planexrc') });
  await planexOk(clone, 'trust', '.planexrc', '--yes');
  expect(
    await planex(clone, ['refine', PLAN, '--reviewer', 'checker', '--implementer', 'mender']),
  ).toMatchObject({ code: 0 });
});
