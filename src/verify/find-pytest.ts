import type { Check } from './check.ts';
import type { ProjectView } from './project-view.ts';

/** By this exit status pytest says that it collected no tests. */
const NO_TESTS_COLLECTED = 5;

/** pytest, where its configuration or files named by its convention are found. */
export function findPytest(view: ProjectView): Check | undefined {
  if (!isConfigured(view) && !hasTestFiles(view)) return undefined;
  return { kind: 'tests', command: choosePytest(view), shell: 'sh', noTestsCode: NO_TESTS_COLLECTED };
}

const SECTIONS = [
  ['setup.cfg', /^\[tool:pytest\]/m],
  ['tox.ini', /^\[pytest\]/m],
  ['pyproject.toml', /^\[tool\.pytest[.\]]/m],
] as const;

function isConfigured(view: ProjectView): boolean {
  if (['pytest.ini', '.pytest.ini', 'conftest.py'].some((file) => view.exists(file))) return true;
  return SECTIONS.some(([file, section]) => section.test(view.read(file) ?? ''));
}

function hasTestFiles(view: ProjectView): boolean {
  if (view.list('').some((name) => /^test_.*\.py$/.test(name))) return true;
  return ['tests', 'test'].some((folder) => holdsTests(view, folder));
}

/** True when tests are in the folder, or one level below, as in `tests/unit/test_x.py`. */
function holdsTests(view: ProjectView, folder: string): boolean {
  const names = view.list(folder);
  return names.some(isTestFile) || names.some((name) => view.list(`${folder}/${name}`).some(isTestFile));
}

function isTestFile(name: string): boolean {
  return /^(test_.*|.*_test|conftest)\.py$/.test(name);
}

function choosePytest(view: ProjectView): string {
  const local = ['.venv/bin/pytest', 'venv/bin/pytest'].find((path) => view.exists(path));
  return local ?? (view.hasProgram('pytest') ? 'pytest' : 'python3 -m pytest');
}
