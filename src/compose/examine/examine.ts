import type { StatusView } from '../../daemon/look/status-view.ts';
import { errorMessage, OperatorError } from '../../errors.ts';
import { join } from 'node:path';
import { readGitVersion } from '../../git/git-version.ts';
import { readRepositoryState, type RepositoryState } from '../../git/repository-state.ts';
import { claimFile, listClaims, locateClaims } from '../../git/workspace/workspace-claims.ts';
import { locateWorkspaces } from '../../git/workspace/workspace-root.ts';
import { fail, type Result, succeed } from '../../result.ts';
import { listFolder } from '../../state/folder.ts';
import { findStorageTrouble } from '../../state/storage-trouble.ts';
import { findRepositoryHold } from '../../tasks/repository-hold.ts';
import { explainStorageError } from '../../storage-error.ts';
import { planexVersion } from '../../version.ts';
import type { Finding } from './finding.ts';
import { examineHooks } from './examine-hooks.ts';
import { examineSettings } from './examine-settings.ts';
import { openPlanex, type Planex } from '../open-planex.ts';
import { findSilence } from '../watched-answer.ts';
import { listStoragePlaces } from '../storage-places.ts';
import { withOperations } from '../with-operations.ts';

/** Looks at everything that planex needs in this repository. */
export async function examine(cwd: string): Promise<Finding[]> {
  const findings: Finding[] = [
    { level: 'ok', name: 'planex', message: `${planexVersion} on Node ${process.versions.node}` },
  ];
  let planex: Planex;
  try {
    planex = await openPlanex(cwd);
  } catch (error) {
    if (!(error instanceof OperatorError)) throw error;
    const todo = error.todo === undefined ? {} : { todo: error.todo };
    return [...findings, { level: 'error', name: 'repository', message: error.message, ...todo }];
  }
  const { repository } = planex;
  const version = await readGitVersion(repository.home);
  findings.push({ level: 'ok', name: 'git', message: version?.join('.') ?? 'of an unknown version' });
  findings.push(await examineRepository(planex), await examineHooks(planex), await examineDaemon(planex));
  const reading = readStatus(cwd);
  findings.push(...examineStorage(planex, await reading), ...examineQuarantine(planex));
  findings.push(...(await examineClaims(planex)));
  const place = { home: repository.home, records: planex.records };
  const tasks = reading.then((read) => (read.ok ? read.value.tasks : []));
  findings.push(...(await examineSettings(place, tasks)), examineArtifacts(await reading));
  return findings;
}

async function examineRepository({ repository }: Planex): Promise<Finding> {
  let state: RepositoryState;
  try {
    state = await readRepositoryState(repository);
  } catch (error) {
    const message = explainStorageError(error);
    if (message === undefined) throw error;
    return { level: 'error', name: 'repository', message, todo: 'mend what it says' };
  }
  const hold = findRepositoryHold(state);
  if (hold !== null) {
    const todo = hold.action === undefined ? {} : { todo: hold.action };
    return { level: 'error', name: 'repository', message: hold.message, ...todo };
  }
  if (state.shallow) {
    const message = 'the clone is shallow: planex cannot tell what was done before';
    return { level: 'error', name: 'repository', message, todo: 'git fetch --unshallow' };
  }
  const who =
    state.identity === undefined ? '' : `, commits as ${state.identity.name} <${state.identity.email}>`;
  const branch = state.head.kind === 'branch' ? state.head.name : 'no branch';
  return { level: 'ok', name: 'repository', message: `${repository.home} on ${branch}${who}` };
}

/** What this process finds, and what the daemon says, which may run as somebody else or for longer. */
function examineStorage({ repository, records }: Planex, status: Result<StatusView, string>): Finding[] {
  const told = status.ok ? (status.value.troubles ?? []) : [];
  const watch = told.find(({ kind }) => kind === 'watch')?.message;
  const trouble =
    findStorageTrouble(listStoragePlaces(repository, records, 'read')) ??
    told.find(({ kind }) => kind === 'storage')?.message;
  const storage: Finding =
    trouble === undefined
      ? { level: 'ok', name: 'storage', message: `records in ${records}` }
      : { level: 'error', name: 'storage', message: trouble, todo: 'make room or mend what it says' };
  const todo = 'raise fs.inotify.max_user_watches, then planex stop && planex start';
  return watch === undefined
    ? [storage]
    : [storage, { level: 'warning', name: 'watch', message: watch, todo }];
}

function examineQuarantine({ records }: Planex): Finding[] {
  const folder = join(records, 'quarantine');
  const kept = listFolder(folder);
  if (kept.length === 0) return [];
  const message = `${kept.length} damaged ${kept.length === 1 ? 'record is' : 'records are'} kept in ${folder}`;
  const todo = 'planex status says what waits because of them; remove them when you no longer need them';
  return [{ level: 'warning', name: 'records', message, todo }];
}

async function examineClaims({ repository }: Planex): Promise<Finding[]> {
  const root = locateWorkspaces(repository);
  const found = await listClaims(locateClaims(root)).catch((error: unknown) => errorMessage(error));
  if (typeof found === 'string')
    return [{ level: 'error', name: 'workspaces', message: found, todo: 'mend what it says' }];
  return [...found].flatMap(([slot, claim]): Finding[] => {
    if (claim !== undefined) return [];
    const file = claimFile(locateClaims(root), slot);
    const message = `${file} is damaged, so planex leaves ${join(root, slot)} alone`;
    const todo =
      'planex start takes it up where a run says that it is its own; else save what is in it and remove the file';
    return [{ level: 'warning', name: 'workspaces', message, todo }];
  });
}

async function examineDaemon(planex: Planex): Promise<Finding> {
  const holder = planex.readHolder();
  if (holder === undefined)
    return { level: 'ok', name: 'daemon', message: 'not running', todo: 'planex start' };
  const silence = await findSilence(holder);
  if (silence !== undefined) {
    const todo = silence.todo === undefined ? {} : { todo: silence.todo };
    return { level: 'error', name: 'daemon', message: silence.message, ...todo };
  }
  const running = `running (pid ${holder.pid}, since ${holder.since})`;
  return holder.version === planexVersion
    ? { level: 'ok', name: 'daemon', message: running }
    : {
        level: 'warning',
        name: 'daemon',
        message: `${running}, but of version ${holder.version}`,
        todo: 'planex stop && planex start',
      };
}

async function readStatus(cwd: string): Promise<Result<StatusView, string>> {
  try {
    return succeed(await withOperations(cwd, 'read', (operations) => operations.status()));
  } catch (error) {
    return fail(errorMessage(error));
  }
}

function examineArtifacts(status: Result<StatusView, string>): Finding {
  const name = 'artifacts';
  if (!status.ok) return { level: 'error', name, message: status.failure };
  const { artifacts, tasks } = status.value;
  const refused = artifacts.filter((one) => one.diagnostics.some(({ severity }) => severity === 'error'));
  const message = `${artifacts.length} found, ${tasks.length} ${tasks.length === 1 ? 'task' : 'tasks'}`;
  return refused.length === 0
    ? { level: 'ok', name, message }
    : {
        level: 'warning',
        name,
        message: `${message}, ${refused.length} with errors`,
        todo: 'planex lint',
      };
}
