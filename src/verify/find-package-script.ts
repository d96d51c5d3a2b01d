import { checkShape, z } from '../schema.ts';
import type { Check } from './check.ts';
import type { ProjectView } from './project-view.ts';

const packageSchema = z.object({
  scripts: z.record(z.string(), z.unknown()).optional(),
  packageManager: z.string().optional(),
});

type Package = z.infer<typeof packageSchema>;

const LOCK_FILES = [
  ['pnpm-lock.yaml', 'pnpm'],
  ['yarn.lock', 'yarn'],
  ['bun.lock', 'bun'],
  ['bun.lockb', 'bun'],
  ['package-lock.json', 'npm'],
  ['npm-shrinkwrap.json', 'npm'],
] as const;

/** The `test` script of package.json, else `test:unit`, run by the project's package manager where it is installed. */
export function findPackageScript(view: ProjectView): Check | undefined {
  const text = view.read('package.json');
  if (text === undefined) return undefined;
  const description = readPackage(text);
  // A package.json that a run has broken must not pass for one without tests: npm says what is wrong with it.
  const script =
    description === undefined ? 'test' : ['test', 'test:unit'].find((name) => isTest(description, name));
  if (script === undefined) return undefined;
  return { kind: 'tests', command: `${choosePackageManager(view, description)} run ${script}`, shell: 'sh' };
}

function readPackage(text: string): Package | undefined {
  try {
    const parsed = checkShape(packageSchema, JSON.parse(text.replace(/^\uFEFF/, '')));
    return parsed.ok ? parsed.value : undefined;
  } catch {
    return undefined;
  }
}

function isTest(description: Package, name: string): boolean {
  const script = description.scripts?.[name];
  // `npm init` writes a script that only says this.
  return typeof script === 'string' && script.trim() !== '' && !script.includes('no test specified');
}

function choosePackageManager(view: ProjectView, description: Package | undefined): string {
  const locked = LOCK_FILES.find(([file]) => view.exists(file))?.[1];
  const named = /^(pnpm|yarn|bun)@/.exec(description?.packageManager ?? '')?.[1];
  const manager = locked ?? named ?? 'npm';
  return view.hasProgram(manager) ? manager : 'npm';
}
