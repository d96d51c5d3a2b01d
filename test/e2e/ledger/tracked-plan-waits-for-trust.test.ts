import { join } from 'node:path';
import { expect, it } from 'vitest';
import { planText, writes } from '../../support/plan.ts';
import { planex, planexOk, settle, standings, startDaemon } from '../../support/planex.ts';
import { makeFolder, makeRepository, useRepository } from '../../support/repository.ts';

const PLAN = 'docs/plans/2026-11-20-old.md';

it('trust admits exactly the bytes a tracked plan has, and one byte more has to be trusted again', async () => {
  const upstream = makeRepository();
  upstream.commit({ [PLAN]: planText([writes('one.txt')]) });
  const folder = join(makeFolder(), 'clone');
  upstream.git('clone', '--quiet', upstream.path, folder);
  const clone = useRepository(folder);

  expect(await settle(clone)).toMatchObject({
    code: 1,
    status: {
      tasks: [{ status: 'waiting', reason: { code: 'not-admitted', action: `planex trust ${PLAN}` } }],
    },
  });
  upstream.commit({ [PLAN]: `${upstream.read(PLAN)}\n` });
  await planexOk(clone, 'trust', PLAN);
  clone.git('pull', '--quiet');
  expect(standings((await settle(clone)).status)).toEqual(['waiting: not-admitted']);

  await planexOk(clone, 'trust', PLAN);
  expect(standings((await settle(clone)).status)).toEqual(['done']);
});

it('start says how many artifacts wait and how to admit them, and --all admits them', async () => {
  const repository = makeRepository();
  repository.commit({
    [PLAN]: planText([writes('one.txt')]),
    'docs/plans/2026-11-21-new.md': planText([writes('two.txt')]),
  });
  const started = await planex(repository, ['start', '--foreground', '--help']);
  expect(started.code).toBe(0);
  await startDaemon(repository);
  await planexOk(repository, 'stop');
  const said = await planexOk(repository, 'start');
  expect(said).toMatch(/2 \w+ wait/);
  expect(said).toContain(PLAN);
  expect(said).toContain('planex trust --all');
  await planexOk(repository, 'trust', '--all');
  expect(standings((await settle(repository)).status)).toEqual(['done', 'done']);
});

it('what is no artifact cannot be trusted', async () => {
  const repository = makeRepository();
  expect(await planex(repository, ['trust', 'README.md'])).toMatchObject({ code: 2 });
  expect(await planex(repository, ['trust'])).toMatchObject({ code: 2 });
});
