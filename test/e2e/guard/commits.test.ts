import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { runGuardScript } from '../../support/guard-script.ts';
import { makeGuardedRepository, PLAN, plan } from '../../support/guarded-repository.ts';

const LOST_B = `${PLAN}:6: sentinel-vanished: \`B\` is gone\n`;

describe('a commit', () => {
  it('is judged by what is staged, not by the files', () => {
    const repository = makeGuardedRepository(plan('A', 'B'));
    repository.write(PLAN, plan('A', 'B', 'C'));
    repository.git('add', PLAN);
    repository.write(PLAN, plan('A'));
    expect(repository.attempt('commit', '-m', 'more')).toMatchObject({ passed: true });
    repository.git('add', PLAN);
    repository.write(PLAN, plan('A', 'B', 'C'));
    const index = readFileSync(join(repository.path, '.git/index'));
    expect(repository.attempt('hook', 'run', 'pre-commit').said).toContain(LOST_B);
    expect(readFileSync(join(repository.path, '.git/index')).equals(index)).toBe(true);
    const staged = repository.git('ls-files', '--stage');
    const { passed, said } = repository.attempt('commit', '-m', 'less');
    expect(passed).toBe(false);
    expect(said).toContain(LOST_B);
    expect(said).toContain('planex guard retire "<sentinel>" --why "<reason>"');
    expect(repository.git('ls-files', '--stage')).toBe(staged);
    expect(repository.read(PLAN)).toBe(plan('A', 'B', 'C'));
  });

  it('of named paths is judged by those', () => {
    const repository = makeGuardedRepository(plan('A', 'B'));
    repository.write(PLAN, plan('A'));
    repository.git('add', PLAN);
    repository.write('README.md', '# Changed\n');
    expect(repository.attempt('commit', '-m', 'other', '--', 'README.md')).toMatchObject({ passed: true });
    expect(repository.attempt('commit', '-m', 'plan', '--', PLAN).said).toContain(LOST_B);
    repository.git('restore', '--staged', PLAN);
    expect(repository.attempt('commit', '-m', 'all', '-a').said).toContain(LOST_B);
  });

  it('that is amended is judged against what it was', () => {
    const repository = makeGuardedRepository(plan('A', 'B'));
    repository.write(PLAN, plan('A'));
    repository.git('add', PLAN);
    expect(repository.attempt('commit', '--amend', '--no-edit').said).toContain(LOST_B);
    repository.force('less', { [PLAN]: plan('A') });
    repository.write(PLAN, plan('A', 'B'));
    repository.git('add', PLAN);
    expect(repository.attempt('commit', '--amend', '--no-edit', '--allow-empty').passed).toBe(true);
  });

  it('may be the first, also one without any', () => {
    const repository = makeGuardedRepository(undefined);
    repository.git('checkout', '--quiet', '--orphan', 'new');
    repository.write(PLAN, plan('A'));
    repository.git('add', PLAN);
    expect(repository.attempt('commit', '--quiet', '-m', 'first')).toEqual({ passed: true, said: '' });
    repository.git('checkout', '--quiet', '--orphan', 'newer');
    repository.git('rm', '-r', '--quiet', '--force', '.');
    expect(repository.attempt('commit', '-m', 'empty', '--allow-empty').passed).toBe(true);
  });

  it('may move a plan, turn its line ends, and hold binary files', () => {
    const repository = makeGuardedRepository(plan('A', 'B'));
    const name = 'docs/plans/completed/a "b"\té.md';
    repository.write(name, plan('A', 'B').replaceAll('\n', '\r\n'));
    repository.write('docs/plans/picture.png', '\0`B` **load-bearing**\0\n\0');
    repository.write('.gitattributes', '*.md binary\n');
    repository.git('rm', '--quiet', PLAN);
    repository.git('add', '.');
    expect(repository.attempt('commit', '-m', 'move')).toMatchObject({ passed: true });
    repository.write(name, `\0${plan('A', 'B')}`);
    repository.git('add', '.');
    expect(repository.attempt('commit', '-m', 'nothing but bytes').passed).toBe(true);
    repository.write(name, Buffer.from(plan('A', 'B'), 'utf16le').toString('latin1'));
    repository.git('add', '.');
    expect(repository.attempt('commit', '-m', 'another encoding').said).toContain(
      '"docs/plans/completed/a \\"b\\"\\té.md":6: sentinel-vanished: `B` is gone\n',
    );
  });

  it('may not delete a plan, empty it, or put a link in its place', () => {
    const repository = makeGuardedRepository(plan('A'));
    repository.git('rm', '--quiet', PLAN);
    expect(repository.attempt('commit', '-m', 'gone').said).toContain('`A` is gone with its plan');
    repository.write(PLAN, '');
    repository.git('add', PLAN);
    expect(repository.attempt('commit', '-m', 'empty').said).toContain('`A` is gone\n');
    const link = repository.git('hash-object', '-w', PLAN);
    repository.git('update-index', '--cacheinfo', `120000,${link},${PLAN}`);
    expect(repository.attempt('commit', '-m', 'link').said).toContain('`A` is gone with its plan');
  });

  it('is not judged by the settings and variables that change what a diff shows', () => {
    const repository = makeGuardedRepository(plan('A', 'B'));
    for (const [name, value] of [
      ['diff.noprefix', 'true'],
      ['diff.mnemonicPrefix', 'true'],
      ['diff.external', 'false'],
      ['diff.context', '0'],
      ['diff.suppressBlankEmpty', 'true'],
      ['diff.renames', 'copies'],
      ['diff.relative', 'true'],
      ['color.ui', 'always'],
      ['core.quotePath', 'false'],
      ['diff.x.textconv', 'true'],
    ] as const) {
      repository.git('config', name, value);
    }
    repository.write('.gitattributes', '*.md diff=x\n');
    repository.write(PLAN, plan('A'));
    repository.git('add', '.');
    expect(repository.attempt('-c', 'core.editor=false', 'commit', '-m', 'less').said).toContain(LOST_B);
    expect(repository.attempt('--literal-pathspecs', 'commit', '-m', 'less').said).toContain(LOST_B);
    const env = { GIT_DIFF_OPTS: '--unified=0', GIT_EXTERNAL_DIFF: 'true' };
    expect(runGuardScript(repository, ['index'], env).stdout).toContain(LOST_B);
    expect(runGuardScript(repository, ['--plans', '.', 'index']).stdout).toContain(LOST_B);
    expect(runGuardScript({ path: `${repository.path}/docs` }, ['index']).stdout).toContain(LOST_B);
  });
});
