import { expect, it } from 'vitest';
import { useAgent } from '../../support/agent.ts';
import { newestChange } from '../../support/land-plan.ts';
import { planText } from '../../support/plan.ts';
import { readEventLog, settle, standings } from '../../support/planex.ts';
import { makeRepository } from '../../support/repository.ts';

const PLAN = 'docs/plans/2026-11-20-mine.md';

it.each([
  ['ticks boxes of', `sed -i 's/\\[ \\]/[x]/' ${PLAN}`],
  ['rewrites', `echo '# Nothing to do' > ${PLAN}`],
  ['deletes', `rm ${PLAN}`],
  ['renames', `mv ${PLAN} docs/plans/2026-11-20-renamed.md`],
])(
  'one that %s the plan: that is undone and said, the work lands, and nothing runs twice',
  async (_what, act) => {
    const repository = makeRepository();
    await settle(repository);
    useAgent(repository, { script: `echo work >> work.txt; ${act}` });
    const text = planText([
      { title: 'Work', boxes: ['one', 'two'] },
      { title: 'Later', commands: ['true'], backend: 'shell', verify: ['true'] },
    ]);
    repository.commit({ [PLAN]: text });
    const { status } = await settle(repository);
    expect(standings(status).slice(0, 2)).toEqual(['done', 'done']);
    expect(repository.read('work.txt')).toBe('work\n');
    expect(repository.read(PLAN)).toBe(text.replaceAll('[ ]', '[x]'));
    expect(
      readEventLog(repository).filter(
        ({ type, message }) => type === 'run:warning' && message.includes(PLAN),
      ),
    ).toHaveLength(1);
    expect(newestChange(repository)).toBe(`M\t${PLAN}`);
    expect(readEventLog(repository).filter(({ type }) => type === 'run:claimed')).toHaveLength(2);
  },
);
