import type { Script } from '../artifacts/artifact.ts';
import type { Check } from './check.ts';
import { findPackageScript } from './find-package-script.ts';
import { findPytest } from './find-pytest.ts';
import type { ProjectView } from './project-view.ts';

/** What is asked for by name, before planex looks for tests itself. */
export interface WantedChecks {
  /** The task's own. */
  verify: readonly Script[];
  /** `verify.command` of `.planexrc`. */
  configured?: string | undefined;
}

/**
 * Decides what judges a run: the task's own checks; where there are none, or none but those that only look at files, also the
 * configured command, else what the project has: a type
 * check, then its tests in the order package.json, pytest, Makefile, Cargo, Go. Empty when there is nothing.
 */
export function findChecks(view: ProjectView, wanted: WantedChecks): Check[] {
  const own = wanted.verify.filter((script) => script.text.trim() !== '');
  const checks = own.map((script) => checkScript(script, view));
  return own.every(({ looks }) => looks === true) ? [...checks, ...findProjectChecks(view, wanted)] : checks;
}

function findProjectChecks(view: ProjectView, wanted: WantedChecks): Check[] {
  if (wanted.configured !== undefined && wanted.configured.trim() !== '') {
    return [{ kind: 'configured', command: wanted.configured, shell: 'sh' }];
  }
  const tests =
    findPackageScript(view) ?? findPytest(view) ?? findMakeTarget(view) ?? findCargo(view) ?? findGo(view);
  return [findTypeCheck(view), tests].filter((check) => check !== undefined);
}

function checkScript(script: Script, view: ProjectView): Check {
  const wantsBash = script.shell === 'bash' || script.shell === 'zsh';
  const shell = wantsBash && view.hasProgram('bash') ? 'bash' : 'sh';
  return { kind: 'task', command: script.text.trim(), shell };
}

function findTypeCheck(view: ProjectView): Check | undefined {
  const compiler = 'node_modules/.bin/tsc';
  if (!view.exists('tsconfig.json') || !view.exists(compiler)) return undefined;
  return { kind: 'types', command: `${compiler} --noEmit`, shell: 'sh' };
}

function findMakeTarget(view: ProjectView): Check | undefined {
  // The order in which make itself looks.
  const makefile = ['GNUmakefile', 'makefile', 'Makefile']
    .map((name) => view.read(name))
    .find((text) => text);
  return makefile?.split('\n').some(definesTest) ? testCheck('make test') : undefined;
}

/** True for a rule like `test: build` or `check test:`, false for `test := 1`, `.PHONY: test` and recipe lines. */
function definesTest(line: string): boolean {
  const targets = /^([^\s#:=][^#:=]*)::?(?!:?=)/.exec(line)?.[1];
  return targets?.split(/\s+/).includes('test') ?? false;
}

function findCargo(view: ProjectView): Check | undefined {
  return view.exists('Cargo.toml') ? testCheck('cargo test') : undefined;
}

function findGo(view: ProjectView): Check | undefined {
  return view.exists('go.mod') ? testCheck('go test ./...') : undefined;
}

function testCheck(command: string): Check {
  return { kind: 'tests', command, shell: 'sh' };
}
