import { expect } from 'vitest';
import { GUARDED } from '../../support/hooks.ts';
import { describePackage, installPackages, makeProject, type Project } from './project.ts';

/** A project with Jest and husky. The hooks leave a trace, refuse code that stops in a debugger, and messages without a type. */
export function makeJestProject(): Project {
  const project = makeProject({
    'package.json': describePackage({
      scripts: { test: 'jest', prepare: 'husky' },
      devDependencies: { husky: '9.1.7', jest: '30.5.2' },
    }),
    '.gitignore': 'node_modules/\n',
    '.husky/pre-commit': [
      'git diff --cached --name-only >> "$(git rev-parse --git-common-dir)/hook-trace"',
      'if git diff --cached | grep -q "debugger"; then echo "take the debugger out"; exit 1; fi',
      '',
    ].join('\n'),
    '.husky/commit-msg': 'head -n 1 "$1" | grep -Eq "^[a-z]+(\\(.+\\))?: ."\n',
    'docs/notes/guarded.md': GUARDED,
    '.planexrc': '{ "artifacts": { "plans": ["docs/plans/*.md", "docs/notes/*.md"] } }',
    'src/double.js': 'exports.double = (n) => n * 2;\n',
    'src/double.test.js':
      "const { double } = require('./double');\ntest('doubles', () => expect(double(4)).toBe(8));\n",
  });
  installPackages(project);
  expect(project.git('config', 'core.hooksPath')).toBe('.husky/_');
  project.run('rm', '.git/hook-trace');
  return project;
}
