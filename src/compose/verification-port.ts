import type { VerificationPort } from '../daemon/verification.ts';
import type { Settings } from '../config/settings.ts';
import { scrubEnvironment } from '../executors/environment.ts';
import { runProcess } from '../executors/run-process.ts';
import { findChecks } from '../verify/find-checks.ts';
import { viewProject } from '../verify/project-view.ts';
import { type CheckExit, runChecks } from '../verify/run-checks.ts';

/** Verification of a workspace as the daemon sees it. */
export function createVerificationPort(settings: () => Settings): VerificationPort {
  const env = scrubEnvironment(process.env);
  return {
    async verify({ runId, task, workspace, runFolder, signal }) {
      const { verify, limits } = settings();
      const view = viewProject(workspace, env);
      const checks = findChecks(view, { verify: task.verify, configured: verify.command });
      const verification = await runChecks(
        checks,
        runFolder,
        async (command, outputFile): Promise<CheckExit> => {
          const { exit } = await runProcess({
            file: command.file,
            args: command.args,
            cwd: workspace,
            env: { ...env, ...command.env },
            input: { kind: 'none' },
            outputFile,
            marker: runId,
            wallClockMs: verify.timeoutMs,
            graceMs: limits.graceMs,
            signal,
          });
          return exit;
        },
      );
      if (verification.result !== 'failed') return verification;
      const { exit } = verification.failed;
      if (exit.kind === 'stopped') return { result: 'stopped' };
      return { result: 'failed', summary: verification.summary, timedOut: exit.kind === 'timed-out' };
    },
  };
}
