import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Explanation } from '../../../src/daemon/look/explain-task.ts';
import { planexOk } from '../../support/planex.ts';
import type { TestRepository } from '../../support/repository.ts';

/** What `planex why --json` says. */
export async function explain(repository: TestRepository, id: string): Promise<Explanation> {
  const found: Explanation = JSON.parse(await planexOk(repository, 'why', id, '--json'));
  return found;
}

/** The answer that is kept of the last run of a task. */
export async function readAnswer(repository: TestRepository, id: string): Promise<string> {
  const { runFolder = '' } = await explain(repository, id);
  return readFileSync(join(runFolder, 'answer.md'), 'utf8');
}

/** Where the run of a task works that is under way. */
export async function readWorkspace(repository: TestRepository, id: string): Promise<string> {
  const { runFolder = '' } = await explain(repository, id);
  const { workspace }: { workspace: string } = JSON.parse(readFileSync(join(runFolder, 'run.json'), 'utf8'));
  return workspace;
}
