import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { planText, writes } from '../../support/plan.ts';
import { planexOk, readEventLog, settle, standings } from '../../support/planex.ts';
import { makeFolder, makeRepository } from '../../support/repository.ts';

const PLAN = 'docs/plans/2026-11-20-own.md';

it('what an executor does to its own artifact is undone, and said', async () => {
  const repository = makeRepository();
  await settle(repository);
  const task = { files: ['own.txt'], commands: ['echo own > own.txt', `echo "- [x] all of it" >> ${PLAN}`] };
  repository.commit({ [PLAN]: planText([task]) });
  expect(standings((await settle(repository)).status)).toEqual(['done']);
  expect(repository.git('show', '--name-only', '--format=', 'HEAD').split('\n')).toEqual([PLAN, 'own.txt']);
  expect(repository.read(PLAN)).toBe(planText([task]).replace('- [ ]', '- [x]'));
  expect(readEventLog(repository).filter((event) => event.type === 'run:warning')).toHaveLength(1);
});

it('an executor gets the dispatched bytes of the artifact, outside of the tree', async () => {
  const repository = makeRepository();
  const seen = makeFolder();
  repository.write(
    '.planexrc',
    JSON.stringify({
      executors: {
        reader: {
          command: [
            'sh',
            '-c',
            `cp "$PLANEX_ARTIFACT" ${seen}/bytes; echo "$PLANEX_ARTIFACT" > ${seen}/path; echo > own.txt`,
          ],
        },
      },
    }),
  );
  const text = planText([{ ...writes('own.txt'), backend: 'reader' }]);
  repository.write(PLAN, text);
  expect(standings((await settle(repository)).status)).toEqual(['done']);
  expect(readFileSync(`${seen}/bytes`, 'utf8')).toBe(text);
  expect(readFileSync(`${seen}/path`, 'utf8')).toContain('/.git/planex/');
  await planexOk(repository, 'status');
});
