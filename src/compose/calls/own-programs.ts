import { createCustomExecutor, type CustomExecutor } from '../../executors/custom.ts';
import { describeHold, judgeSettings } from '../approved-settings.ts';
import type { Planex } from '../open-planex.ts';

/** The programs that the settings name as executors. */
export interface OwnPrograms {
  names: readonly string[];
  /** Undefined for a name that is none of theirs. Throws `OperatorError` when nobody here has approved them. */
  find(name: string): CustomExecutor | undefined;
}

/** Reads which programs there are, with their commands as they are approved now. Throws `OperatorError` for settings with errors. */
export async function readOwnPrograms(planex: Planex, env: NodeJS.ProcessEnv): Promise<OwnPrograms> {
  const { settings, notAdmitted } = await judgeSettings(planex);
  const { executors } = settings;
  const { home } = planex.repository;
  return {
    names: Object.keys(executors),
    find(name) {
      const own = Object.hasOwn(executors, name) ? executors[name] : undefined;
      if (own === undefined) return undefined;
      if (notAdmitted !== null) throw describeHold(notAdmitted);
      return createCustomExecutor(name, own, { home, env });
    },
  };
}
