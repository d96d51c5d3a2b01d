import { existsSync, readdirSync, realpathSync, statSync } from 'node:fs';
import { dirname, join, relative, resolve, sep } from 'node:path';
import { OperatorError } from '../../errors.ts';
import { compileGlobs } from '../../watch/globs.ts';

const PLAN_GLOB = 'docs/plans/*.md';

/** Which plans are meant where none is named: `PLAN_GLOB`, or those in `docs/plans`. */
export function planGlob(env: NodeJS.ProcessEnv): string {
  return env['PLAN_GLOB'] || PLAN_GLOB;
}

/** The plan that was written last, from the top of the repository; undefined when there is none. */
export function findNewestPlan(home: string, env: NodeJS.ProcessEnv): string | undefined {
  const glob = planGlob(env);
  const folder = dirname(glob);
  const globs = compileGlobs([glob]);
  if (!existsSync(join(home, folder))) return undefined;
  const paths = readdirSync(join(home, folder))
    .map((name) => (folder === '.' ? name : `${folder}/${name}`))
    .filter(
      (path) =>
        globs.matches(path) && statSync(join(home, path), { throwIfNoEntry: false })?.isFile() === true,
    );
  const written = (path: string): number => statSync(join(home, path)).mtimeMs;
  return paths.sort((a, b) => written(b) - written(a))[0];
}

/** A plan that a person named, from the top of the repository. Throws `OperatorError` when it is none. */
export function locatePlan(home: string, cwd: string, named: string): string {
  const file = resolve(realpathSync(cwd), named);
  const path = relative(home, file).split(sep).join('/');
  if (path === '..' || path.startsWith('../')) {
    throw new OperatorError(`${named} is outside of this repository`, { where: home });
  }
  if (statSync(file, { throwIfNoEntry: false })?.isFile() !== true) {
    throw new OperatorError(`there is no plan ${path}`, { todo: 'name a Markdown file' });
  }
  if (!path.endsWith('.md')) throw new OperatorError(`${path} is no Markdown file`, { todo: 'name a plan' });
  return path;
}
