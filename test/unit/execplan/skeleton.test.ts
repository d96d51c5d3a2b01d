import { fc } from '../../support/property.ts';
import { describe, expect, test } from 'vitest';
import { lintArtifact } from '../../../src/artifacts/lint.ts';
import { parsePlan } from '../../../src/artifacts/plan.ts';
import { foldTitle, namePlanFile } from '../../../src/execplan/plan-name.ts';
import { PLAN_KINDS, writeSkeleton } from '../../../src/execplan/skeleton.ts';

describe.each(PLAN_KINDS)('the skeleton of kind %s', (kind) => {
  const parsed = parsePlan('docs/plans/2026-11-20-tea.md', writeSkeleton({ kind, title: 'Make tea' }));

  test('is a draft with tasks and nothing to say against it', () => {
    expect(lintArtifact(parsed)).toEqual([]);
    expect(parsed.artifact).toMatchObject({ title: 'Make tea', status: 'draft' });
    expect(parsed.artifact.tasks.length).toBeGreaterThan(0);
  });

  test('has two newlines after each heading', () => {
    const lines = writeSkeleton({ kind, title: 'Make tea' }).split('\n');
    const crowded = lines.filter((line, index) => /^#+ /.test(line) && lines[index + 1] !== '');
    expect(crowded).toEqual([]);
  });

  test('names the rules of the repository', () => {
    expect(writeSkeleton({ kind, title: 'Tea', rules: '.agent/PLANS.md' })).toContain('`.agent/PLANS.md`');
    expect(writeSkeleton({ kind, title: 'Tea' })).not.toContain('PLANS');
  });
});

test('a plan with any title is a draft of that title', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (given) => {
      const title = foldTitle(given);
      fc.pre(title !== '');
      const { artifact } = parsePlan('docs/plans/plan.md', writeSkeleton({ kind: 'execplan', title }));
      expect(artifact.status).toBe('draft');
      expect(artifact.tasks).toHaveLength(1);
    }),
  );
});

describe('the name of the file', () => {
  test.each([
    ['Log in with a passkey', '2026-11-20-log-in-with-a-passkey.md'],
    ['  Déjà vu: the `cache`/store!', '2026-11-20-deja-vu-the-cache-store.md'],
    ['ログインを直す', '2026-11-20-ログインを直す.md'],
    ['../../etc/passwd', '2026-11-20-etc-passwd.md'],
    ['🎉', '2026-11-20-plan.md'],
    [`${'word '.repeat(9)}wordy words`, `2026-11-20-${'word-'.repeat(9)}wordy.md`],
    ['x'.repeat(80), `2026-11-20-${'x'.repeat(50)}.md`],
  ])('of %j', (title, name) => {
    expect(namePlanFile(title, '2026-11-20')).toBe(name);
  });

  test('is one name that every file system takes', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (title) => {
        const name = namePlanFile(title, '2026-11-20');
        expect(Buffer.byteLength(name)).toBeLessThan(255);
        expect(name).toMatch(/^2026-11-20-[\p{L}\p{M}\p{N}-]+\.md$/u);
      }),
    );
  });
});
