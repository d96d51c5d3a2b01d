import type { Row } from './row.ts';
import { dropToCommit } from './rows/drop-to-commit.ts';
import { fileToExecutor } from './rows/file-to-executor.ts';
import { gitCommand } from './rows/git-command.ts';
import { growth } from './rows/growth.ts';
import { hookCommit } from './rows/hook-commit.ts';
import { idle } from './rows/idle.ts';
import { landing } from './rows/landing.ts';
import { startReady, status } from './rows/start-up.ts';
import { durableChange, stateChange } from './rows/state-change.ts';
import { strictHook } from './rows/strict-hook.ts';
import { userBeside } from './rows/user-beside.ts';

/** Every row that can be measured, in the order of the report. */
export const ROWS: readonly Row[] = [
  fileToExecutor,
  gitCommand,
  landing,
  dropToCommit,
  stateChange,
  durableChange,
  idle,
  startReady,
  status,
  growth,
  userBeside,
  hookCommit,
  strictHook,
];
