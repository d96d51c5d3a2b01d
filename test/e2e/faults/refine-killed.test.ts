import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, it } from 'vitest';
import { openRepository } from '../../../src/git/repository.ts';
import { locateClaims } from '../../../src/git/workspace/workspace-claims.ts';
import { locateWorkspaces } from '../../../src/git/workspace/workspace-root.ts';
import { findProcesses, planex } from '../../support/planex.ts';
import { waitUntil } from '../../support/program.ts';
import { makeFolder, makeRepository, type TestRepository } from '../../support/repository.ts';
import { finds, type ScriptedCodex, useScriptedCodex } from '../../support/scripted-codex.ts';

// A refinement of two rounds, killed beside every kind of durable step and at every record of it, then gone on with: its
// round is committed once, no review that was on disk is asked for again, and all else of the user stays as it is.

const PLAN = 'docs/plans/greeting.md';
const TEXT = '# Greeting\n\nStatus: DRAFT\n\nOne.\nTwo.\nThree.\n\nThe end.\n';
const ENDED = TEXT.replace('The end', 'The very end');
/** Steps by which the record of the run and what it was told come to the disk: each time counts. */
const EACH_TIME = new Set([
  'durable-file:renamed',
  'durable-file:removed',
  'call-ledger:synced',
  // The workspace of the edit is given back, and that of the commit.
  'workspace-snapshot:committed',
]);
/** Fewer than these a refinement never passes: if it does, the trace is not whole. */
const FEWEST_POINTS = 60;
const AT_ONCE = 2;

interface Scene {
  repository: TestRepository;
  codex: ScriptedCodex;
  refine: (env?: NodeJS.ProcessEnv) => ReturnType<typeof planex>;
}

function makeScene(): Scene {
  const repository = makeRepository();
  repository.commit({ [PLAN]: TEXT, 'mine.txt': 'mine\n', 'other.txt': 'other\n' });
  repository.write('mine.txt', 'staged\n');
  repository.git('add', 'mine.txt');
  repository.write('other.txt', 'dirty\n');
  const codex = useScriptedCodex({
    reviews: [finds({ title: 'No end' })],
    contentWith: 'The very end',
    edits: [`sed -i 's/The end/The very end/' ${PLAN}`],
  });
  const refine = (env = {}) => planex(repository, ['refine', PLAN], { env: { ...codex.env, ...env } });
  return { repository, codex, refine };
}

/** How many reviews are still to be asked for, and edits. A run that is over is followed by one with a single review. */
function countMissing(repository: TestRepository): { reviews: number; edits: number } {
  const root = join(repository.path, 'docs/plans/.refine-plan-against-codex');
  if (!existsSync(root)) return { reviews: 2, edits: 1 };
  const files = readdirSync(root, { recursive: true, encoding: 'utf8' });
  const manifest = files.find((file) => file.endsWith('manifest.json'));
  const record = manifest === undefined ? '' : readFileSync(join(root, manifest), 'utf8');
  // A reviewer that had said its last word was paid, also where nothing was made of it yet.
  const answered = files
    .filter((file) => file.endsWith('call/output.log'))
    .filter((file) => readFileSync(join(root, file), 'utf8').includes('turn.completed'))
    .map(dirname);
  const replies = files.filter((file) => /(findings\.txt|reply\.json)$/.test(file));
  const kept = new Set([...replies, ...answered].map(dirname)).size;
  return {
    reviews: record.includes('completed_clean') ? 1 : 2 - kept,
    edits: record.includes('"implementer_ended_at"') ? 0 : 1,
  };
}

async function listPoints(): Promise<string[]> {
  const { refine } = makeScene();
  const trace = join(makeFolder(), 'trace');
  expect(await refine({ PLANEX_FAULT_TRACE: trace })).toMatchObject({ code: 0 });
  const seen = new Map<string, number>();
  return readFileSync(trace, 'utf8')
    .trim()
    .split('\n')
    .flatMap((name) => {
      const count = (seen.get(name) ?? 0) + 1;
      seen.set(name, count);
      return count === 1 || EACH_TIME.has(name) ? [`${name}#${count}`] : [];
    });
}

async function killAt(point: string): Promise<void> {
  const { repository, codex, refine } = makeScene();
  expect((await refine({ PLANEX_FAULT_POINT: point })).stderr, point).toContain('SIGKILL');
  // Whom planex had asked goes on without it, and may come to know of it only now.
  await waitUntil(() => findProcesses(repository).length === 0, `nobody is left of ${point}`);
  const missing = countMissing(repository);
  const asked = { reviews: codex.prompts('review').length, edits: codex.prompts('edit').length };
  const { code, stdout, stderr } = await refine();
  expect({ code, stderr, stdout }, point).toMatchObject({ code: 0, stderr: '' });
  expect(codex.prompts('review').length - asked.reviews, point).toBe(missing.reviews);
  expect(codex.prompts('edit').length - asked.edits, point).toBe(missing.edits);
  expect(repository.git('log', '--format=%s', '-2'), point).toBe(
    'docs(plans): refine greeting against codex (round 1)\ntest: a commit',
  );
  expect(repository.git('show', '--format=', '--name-only', 'HEAD'), point).toBe(PLAN);
  expect(repository.read(PLAN), point).toBe(ENDED);
  expect(repository.git('status', '--porcelain'), point).toBe('M  mine.txt\n M other.txt');
  expect(repository.git('for-each-ref', 'refs/planex'), point).toBe('');
  expect(findProcesses(repository), point).toEqual([]);
  const claims = locateClaims(locateWorkspaces(await openRepository(repository.path)));
  expect(readdirSync(claims), point).toEqual([]);
  const locks = readdirSync(join(repository.path, '.git'), { recursive: true, encoding: 'utf8' });
  expect(
    locks.filter((name) => name.endsWith('.lock') && !name.startsWith('planex/')),
    point,
  ).toEqual([]);
}

it('goes on after a kill beside every kind of step', { timeout: 1_800_000 }, async () => {
  const points = await listPoints();
  expect(points.length).toBeGreaterThan(FEWEST_POINTS);
  const failed: string[] = [];
  const left = [...points];
  const work = async (): Promise<void> => {
    for (let point = left.shift(); point !== undefined; point = left.shift()) {
      await killAt(point).catch((error: unknown) => failed.push(String(error)));
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
  expect(failed).toEqual([]);
});
