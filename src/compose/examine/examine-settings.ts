import { formatDiagnostic } from '../../artifacts/diagnostic.ts';
import { readSettings } from '../../config/read-settings.ts';
import type { TaskView } from '../../daemon/look/status-view.ts';
import { scrubEnvironment } from '../../executors/environment.ts';
import { validateCron } from '../../schedule/cron.ts';
import { openCallLedger } from '../../telemetry/call-ledger.ts';
import { findChecks } from '../../verify/find-checks.ts';
import { viewProject } from '../../verify/project-view.ts';
import { AGENTS } from '../calls/backends.ts';
import { examineAvailability, examineBackends } from './examine-backends.ts';
import { examineBudget } from './examine-budget.ts';
import { examineRouting } from './examine-routing.ts';
import type { Finding } from './finding.ts';
import { createAgentFinder } from '../calls/installed-agents.ts';
import { createRouter } from '../calls/router.ts';
import { readSettingsBytes, SETTINGS_FILE } from '../settings-source.ts';
import { viewBackends } from '../calls/view-backends.ts';

/**
 * What `planex doctor` says of the settings, and of all that they decide: backends, routes, caps, tests. A program that
 * does not answer is waited for while the tasks are being found.
 */
export async function examineSettings(
  { home, records }: { home: string; records: string },
  finding: Promise<readonly TaskView[]>,
): Promise<Finding[]> {
  const reading = readSettings(await readSettingsBytes(home), validateCron);
  const errors: Finding[] = reading.diagnostics.map((one) => ({
    level: 'error',
    name: 'settings',
    message: formatDiagnostic(SETTINGS_FILE, one),
  }));
  if (errors.length > 0) return errors;
  const { settings } = reading;
  const env = scrubEnvironment(process.env);
  const findAgent = createAgentFinder(env);
  const [tasks] = await Promise.all([finding, ...AGENTS.map(findAgent)]);
  const router = createRouter(() => settings, process.env);
  const routes = router.listRoutes();
  const calls = openCallLedger(records).read();
  const views = await viewBackends({ home, settings, env, routes, tasks, calls, findAgent });
  const checks = findChecks(viewProject(home, env), { verify: [], configured: settings.verify.command });
  const tests: Finding =
    checks.length > 0
      ? { level: 'ok', name: 'tests', message: checks.map((check) => check.command).join('; ') }
      : {
          level: 'warning',
          name: 'tests',
          message: 'no test command found: work without own checks lands unverified',
        };
  const asksCodex = views.some(({ name, usable }) => name === 'codex' && usable);
  return [
    ...examineBackends(views, settings, Date.now()),
    ...(await examineRouting(settings, router, { asksCodex })),
    ...examineAvailability(views, routes, settings),
    ...examineBudget(views, settings),
    tests,
  ];
}
