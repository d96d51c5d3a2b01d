import { readFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { Artifact } from '../../artifacts/artifact.ts';
import { parsePlan } from '../../artifacts/plan.ts';
import { decodeText } from '../../artifacts/decode-text.ts';
import { OperatorError } from '../../errors.ts';
import { addMissingSections } from '../../execplan/add-sections.ts';
import { writeRoutingTable } from '../../execplan/routing-table.ts';
import { nameRoute } from '../../routing/route.ts';
import { replaceFile } from '../../state/replace-file.ts';
import { deriveTasks } from '../../tasks/derive.ts';
import { noteRewrite } from '../note-rewrite.ts';
import type { Router } from '../calls/router.ts';

/** What adding to plans takes. */
export interface FixContext {
  router: Router;
  /** Folder in which planex prepares files; undefined outside of a repository. */
  drafts: string | undefined;
}

/**
 * Adds to a plan what can be derived: missing sections and the routing table. Says what was added; nothing is written
 * where there is nothing to add, or where the plan has errors. Throws `OperatorError` when it was changed meanwhile.
 */
export async function fixPlan(
  place: string,
  path: string,
  { router, drafts }: FixContext,
): Promise<string[]> {
  const bytes = await readFile(place);
  if (!decodeText(bytes).ok) return [];
  const text = bytes.toString('utf8');
  const { artifact, diagnostics } = parsePlan(path, text);
  if (diagnostics.some(({ severity }) => severity === 'error')) return [];
  const withSections = addMissingSections(text);
  const fixed = writeRoutingTable(withSections.text, listRows(path, artifact, router));
  if (fixed === text) return [];
  // An unclosed fence or comment would swallow what is added, and a task may not change its meaning by it.
  if (!isSame(artifact, parsePlan(path, fixed).artifact) || addMissingSections(fixed).added.length > 0) {
    throw new OperatorError(`${path} cannot be added to: something in it is not closed`, {
      todo: 'look for a fence or a comment without an end',
    });
  }
  if (drafts !== undefined) await noteRewrite(dirname(place), path);
  if (!(await replaceFile(place, bytes, Buffer.from(fixed, 'utf8'), drafts ?? dirname(place)))) {
    throw new OperatorError(`${path} was changed meanwhile`, { todo: 'try again' });
  }
  return [
    ...withSections.added.map((name) => `section "${name}"`),
    ...(fixed === withSections.text ? [] : ['routing table']),
  ];
}

function listRows(path: string, artifact: Artifact, router: Router): Parameters<typeof writeRoutingTable>[1] {
  return deriveTasks(path, artifact).map((task, index) => {
    const route = router.route(task);
    const key = artifact.tasks[index]?.key ?? '';
    return { key, title: task.title, work: route.work, backend: nameRoute(route) };
  });
}

function isSame(one: Artifact, other: Artifact): boolean {
  const meaning = ({ status, tasks }: Artifact): string =>
    JSON.stringify([status, tasks.map(({ key, digest }) => [key, digest])]);
  return meaning(one) === meaning(other);
}
