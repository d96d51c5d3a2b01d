import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { errorCode, OperatorError } from '../../errors.ts';
import { writeEntry } from '../../execplan/write-entry.ts';
import { readIndexedPlans } from '../../git/guarded/indexed-plans.ts';
import { readVersions } from '../../git/guarded/plan-changes.ts';
import { inheritIndex, readHead, readStagedPlans } from '../../git/guarded/staged-plans.ts';
import { readIdentity } from '../../git/identity.ts';
import { ensureRecords } from '../../git/records-folder.ts';
import { foldSpace } from '../../guard/block-spans.ts';
import { readSentinels } from '../../guard/read-sentinels.ts';
import { wordRetirement } from '../../guard/word-retirement.ts';
import { replaceFile } from '../../state/replace-file.ts';
import { findPathInRepository } from '../path-in-repository.ts';
import { noteRewrite } from '../note-rewrite.ts';
import { type GuardedPlans, openGuardedPlans } from './guarded-plans.ts';

/**
 * Writes into the Decision Log of a plan, in the work tree, that a sentinel may go; staging it is left to the person.
 * `wasRetired` when the log says so already. Without a named plan it is the one that has the sentinel.
 */
export async function retireInPlan(
  cwd: string,
  wish: { sentinel: string; why: string; plan: string | undefined; nowMs: number },
): Promise<{ path: string; wasRetired: boolean }> {
  const plans = await openGuardedPlans(cwd);
  const { repository } = plans;
  const sentinel = foldSpace(toBytes(wish.sentinel)).trim();
  const path =
    wish.plan === undefined
      ? await findPlanOf(cwd, plans, sentinel)
      : await findPathInRepository(cwd, wish.plan);
  const place = join(repository.home, path);
  const bytes = await readPlan(place, path);
  if (readSentinels(bytes.toString('latin1')).retired.has(sentinel)) return { path, wasRetired: true };
  const who = (await readIdentity(repository))?.name;
  const date = new Date(wish.nowMs).toISOString().slice(0, 10);
  const retired = addRetirement(bytes, {
    ...wish,
    dateAndAuthor: who === undefined ? date : `${date}, ${who}`,
  });
  if (retired === undefined || !readSentinels(retired.toString('latin1')).retired.has(sentinel)) {
    throw new OperatorError(`the Decision Log of ${path} takes no entry`, {
      todo: `write under its heading: - Decision: Retire the sentinel \`${wish.sentinel}\`.`,
    });
  }
  const drafts = await ensureRecords(repository);
  await noteRewrite(cwd, path);
  if (!(await replaceFile(place, bytes, retired, drafts))) {
    throw new OperatorError(`${path} was changed meanwhile`, { todo: 'try again' });
  }
  return { path, wasRetired: false };
}

function addRetirement(
  bytes: Buffer,
  said: { sentinel: string; why: string; dateAndAuthor: string },
): Buffer | undefined {
  // What is no UTF-8 is written into byte by byte.
  const encoding = Buffer.from(bytes.toString('utf8'), 'utf8').equals(bytes) ? 'utf8' : 'latin1';
  const asRead = (words: string): string => Buffer.from(foldSpace(words).trim(), 'utf8').toString(encoding);
  const written = writeEntry(bytes.toString(encoding), {
    section: 'Decision Log',
    fields: [
      ['Decision', wordRetirement(asRead(said.sentinel))],
      ['Rationale', asRead(said.why)],
      ['Date/Author', asRead(said.dateAndAuthor)],
    ],
  });
  return written === undefined ? undefined : Buffer.from(written, encoding);
}

async function findPlanOf(cwd: string, plans: GuardedPlans, sentinel: string): Promise<string> {
  const {
    repository: { home },
    folders,
  } = plans;
  const env = inheritIndex(cwd);
  const indexed = await readIndexedPlans(home, folders, env);
  const changes =
    (await readHead(home)) === undefined ? [] : await readStagedPlans(home, folders, 'HEAD', env);
  const before = (await readVersions(home, changes)).map((plan) => ({
    path: plan.path,
    text: plan.before ?? '',
  }));
  const having = [...indexed, ...before].filter(({ text }) =>
    readSentinels(text).sentinels.some((one) => one.text === sentinel),
  );
  const [path, ...more] = new Set(having.map((plan) => plan.path));
  if (path === undefined) {
    throw new OperatorError('no plan has this sentinel', { todo: 'planex guard list shows all of them' });
  }
  if (more.length > 0) {
    throw new OperatorError(['several plans have this sentinel', path, ...more].join('\n'), {
      todo: 'name one with --plan, and retire it in each that loses it',
    });
  }
  return path;
}

async function readPlan(place: string, path: string): Promise<Buffer> {
  try {
    return await readFile(place);
  } catch (error) {
    if (errorCode(error) !== 'ENOENT') throw error;
    throw new OperatorError(`there is no ${path} any more`, {
      todo: 'if it has moved, name it with --plan; else restore it, retire the sentinel, commit, and delete it then',
    });
  }
}

function toBytes(text: string): string {
  return Buffer.from(text, 'utf8').toString('latin1');
}
