import { OperatorError } from '../../errors.ts';
import { createCustomExecutor } from '../../executors/custom.ts';
import { scrubEnvironment } from '../../executors/environment.ts';
import { judgeTrials } from '../../executors/qualification/judge-trials.ts';
import { type CheckResult, type Trial, type TrialName, TRIALS } from '../../executors/qualification/trial.ts';
import { findDayHold } from '../../tasks/budget.ts';
import { type CallLedger, openCallLedger } from '../../telemetry/call-ledger.ts';
import { runAgent } from './agent-run.ts';
import { describeHold, judgeSettings } from '../approved-settings.ts';
import { AGENTS } from './backends.ts';
import { boundByDay } from './bounds.ts';
import { createAgentFinder } from './installed-agents.ts';
import { openPlanex, type Planex } from '../open-planex.ts';
import { runProgram } from './program-run.ts';
import { createRouter } from './router.ts';
import { type CallBackend, runTrial, tellWord } from './run-trial.ts';
import type { Settings } from '../../config/settings.ts';

/** A backend that can be tried, and how many calls that takes. */
export interface Qualification {
  calls: number;
  /** Makes the calls, one after the other, in throw-away repositories. `onTrial` is told before each. */
  run(onTrial: (trial: TrialName) => void): Promise<CheckResult[]>;
}

/** Less than this would tell a slow machine from one that ignores TERM no better. */
const SHORTEST_GRACE_MS = 5_000;

/** Prepares to try a backend of this repository. Throws `OperatorError` when it cannot be called at all. */
export async function prepareQualification(cwd: string, name: string): Promise<Qualification> {
  const planex = await openPlanex(cwd);
  const settings = await readApprovedSettings(planex);
  const ledger = openCallLedger(planex.records);
  const env = scrubEnvironment(process.env);
  const graceMs = Math.max(settings.limits.graceMs, SHORTEST_GRACE_MS);
  const call = await findCaller(name, {
    home: planex.repository.home,
    settings,
    env,
    graceMs,
    ledger,
  });
  return {
    calls: TRIALS.length,
    async run(onTrial) {
      const interrupt = new AbortController();
      const stop = (): void => interrupt.abort();
      process.on('SIGTERM', stop).on('SIGINT', stop);
      const perform = async (trial: TrialName): Promise<Trial> => {
        const hold = findDayHold(ledger.read(), settings.budget.day, Date.now());
        if (hold !== undefined) throw describeHold(hold);
        onTrial(trial);
        const seen = await runTrial(trial, call, { env, settings, signal: interrupt.signal });
        if (interrupt.signal.aborted) throw new OperatorError('interrupted; what was started has been ended');
        return seen;
      };
      try {
        const work = await perform('work');
        const longPrompt = await perform('long-prompt');
        const endless = await perform('endless');
        const noOutputMs = settings.executors[name]?.noOutputMs ?? settings.limits.noOutputMs;
        return judgeTrials({ work, longPrompt, endless }, { noOutputMs, graceMs });
      } finally {
        process.off('SIGTERM', stop).off('SIGINT', stop);
      }
    },
  };
}

interface CallerParts {
  home: string;
  settings: Settings;
  env: Record<string, string>;
  graceMs: number;
  ledger: CallLedger;
}

async function findCaller(name: string, parts: CallerParts): Promise<CallBackend> {
  const { home, settings, env, graceMs, ledger } = parts;
  const route = createRouter(() => settings, process.env)
    .listRoutes()
    .find((one) => one.backend === name && one.sandbox === 'workspace-write');
  const own = Object.hasOwn(settings.executors, name) ? settings.executors[name] : undefined;
  const shared = {
    limits: {
      wallClockMs: own?.wallClockMs ?? route?.wallClockMs ?? settings.limits.wallClockMs,
      noOutputMs: own?.noOutputMs ?? settings.limits.noOutputMs,
      graceMs,
    },
    ledger,
    // They are nobody's task, but they are paid for.
    bounds: boundByDay(ledger.read(), settings),
  };
  const adapter = AGENTS.find((agent) => agent.name === name);
  if (adapter !== undefined) {
    const installed = await createAgentFinder(env)(adapter);
    if (!installed.ok) throw new OperatorError(installed.failure.message, { todo: 'planex doctor' });
    return async (request, prompt, trialEnv) => {
      const { report, exit } = await runAgent({
        ...shared,
        adapter,
        installed: installed.value,
        request,
        prompt: prompt.text,
        promptFile: prompt.file,
        sandbox: 'workspace-write',
        suffix: '',
        isWork: true,
        env: trialEnv,
        onProgress: () => undefined,
        ...(route?.model === undefined ? {} : { model: route.model }),
        ...(route?.effort === undefined ? {} : { effort: route.effort }),
      });
      return {
        exit,
        said: report.kind === 'answered' ? { done: true } : { done: false, why: report.message },
      };
    };
  }
  if (own === undefined) throw refuse(name, settings);
  const executor = createCustomExecutor(name, own, { home, env });
  const usable = await executor.check();
  if (!usable.ok) throw new OperatorError(usable.failure);
  return async (request, prompt, trialEnv) => {
    const { outcome, exit } = await runProgram({
      ...shared,
      executor,
      request,
      prompt: prompt.text,
      promptFile: prompt.file,
      part: '',
      env: trialEnv,
    });
    return { exit, said: tellWord(outcome) };
  };
}

function refuse(name: string, { executors }: Settings): OperatorError {
  const known = [...AGENTS.map((agent) => agent.name), ...Object.keys(executors)].join(', ');
  return name === 'shell'
    ? new OperatorError('shell runs the commands of tasks: there is nothing to try', {
        todo: `name one of ${known}`,
      })
    : new OperatorError(`there is no backend "${name}" here`, { todo: `name one of ${known}` });
}

/** The settings, once somebody here has approved the programs that they name. */
async function readApprovedSettings(planex: Planex): Promise<Settings> {
  const { settings, notAdmitted } = await judgeSettings(planex);
  if (notAdmitted !== null) throw describeHold(notAdmitted);
  return settings;
}
