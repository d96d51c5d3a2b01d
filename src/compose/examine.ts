import { readSettings } from '../config/read-settings.ts';
import { formatDiagnostic } from '../artifacts/diagnostic.ts';
import { errorMessage, OperatorError } from '../errors.ts';
import { createCustomExecutor } from '../executors/custom.ts';
import { scrubEnvironment } from '../executors/environment.ts';
import { createShellExecutor } from '../executors/shell.ts';
import { join } from 'node:path';
import { resolveHooksPath } from '../git/workspace/hooks-path.ts';
import { readGitVersion } from '../git/git-version.ts';
import { readRepositoryState } from '../git/repository-state.ts';
import { locateWorkspaces } from '../git/workspace/workspace-root.ts';
import { validateCron } from '../schedule/cron.ts';
import { listFolder } from '../state/folder.ts';
import { findStorageTrouble } from '../state/storage-trouble.ts';
import { findRepositoryHold } from '../tasks/repository-hold.ts';
import { findChecks } from '../verify/find-checks.ts';
import { viewProject } from '../verify/project-view.ts';
import { planexVersion } from '../version.ts';
import type { Finding } from './finding.ts';
import { examineRouting } from './examine-routing.ts';
import { openPlanex, type Planex } from './open-planex.ts';
import { readSettingsBytes, SETTINGS_FILE } from './settings-source.ts';
import { findSilence } from './watched-answer.ts';
import { withOperations } from './with-operations.ts';

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
  findings.push(examineStorage(planex), ...examineQuarantine(planex));
  findings.push(...(await examineSettings(repository.home)), await examineArtifacts(cwd));
  return findings;
}

async function examineRepository({ repository }: Planex): Promise<Finding> {
  const state = await readRepositoryState(repository);
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

async function examineHooks({ repository }: Planex): Promise<Finding> {
  const path = await resolveHooksPath(repository);
  const message =
    path === undefined ? 'commits of runs go through the hooks of this repository' : `hooks from ${path}`;
  return { level: 'ok', name: 'hooks', message };
}

function examineStorage({ repository, records }: Planex): Finding {
  const folders = [records, repository.home, locateWorkspaces(repository)];
  const trouble = findStorageTrouble(folders.map((folder) => ({ folder, probe: false })));
  return trouble === undefined
    ? { level: 'ok', name: 'storage', message: `records in ${records}` }
    : { level: 'error', name: 'storage', message: trouble, todo: 'make room or mend what it says' };
}

function examineQuarantine({ records }: Planex): Finding[] {
  const folder = join(records, 'quarantine');
  const kept = listFolder(folder);
  if (kept.length === 0) return [];
  const message = `${kept.length} damaged ${kept.length === 1 ? 'record is' : 'records are'} kept in ${folder}`;
  const todo = 'planex status says what waits because of them; remove them when you no longer need them';
  return [{ level: 'warning', name: 'records', message, todo }];
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

async function examineSettings(home: string): Promise<Finding[]> {
  const env = scrubEnvironment(process.env);
  const reading = readSettings(await readSettingsBytes(home), validateCron);
  const errors: Finding[] = reading.diagnostics.map((one) => ({
    level: 'error',
    name: 'settings',
    message: formatDiagnostic(SETTINGS_FILE, one),
  }));
  if (errors.length > 0) return errors;
  const { settings } = reading;
  const executors = [
    createShellExecutor(env),
    ...Object.entries(settings.executors).map(([name, own]) =>
      createCustomExecutor(name, own, { home, env }),
    ),
  ];
  const backends = await Promise.all(
    executors.map(async (executor): Promise<Finding> => {
      const usable = await executor.check();
      const name = `backend ${executor.name}`;
      if (usable.ok) return { level: 'ok', name, message: 'usable' };
      return { level: 'warning', name, message: usable.failure };
    }),
  );
  const checks = findChecks(viewProject(home, env), { verify: [], configured: settings.verify.command });
  const tests: Finding =
    checks.length > 0
      ? { level: 'ok', name: 'tests', message: checks.map((check) => check.command).join('; ') }
      : {
          level: 'warning',
          name: 'tests',
          message: 'no test command found: work without own checks lands unverified',
        };
  return [...backends, ...(await examineRouting(settings)), tests];
}

async function examineArtifacts(cwd: string): Promise<Finding> {
  const name = 'artifacts';
  try {
    const view = await withOperations(cwd, 'read', (operations) => operations.status());
    const refused = view.artifacts.filter((one) =>
      one.diagnostics.some(({ severity }) => severity === 'error'),
    );
    const message = `${view.artifacts.length} found, ${view.tasks.length} tasks`;
    if (refused.length === 0) return { level: 'ok', name, message };
    return {
      level: 'warning',
      name,
      message: `${message}, ${refused.length} with errors`,
      todo: 'planex lint',
    };
  } catch (error) {
    return { level: 'error', name, message: errorMessage(error) };
  }
}
