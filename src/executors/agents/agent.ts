import type { Result } from '../../result.ts';
import type { FailureClass } from '../../tasks/call-line.ts';
import type { Conversation } from '../../tasks/conversation.ts';
import type { Usage } from '../../tasks/usage.ts';
import type { ProcessExit } from '../process-exit.ts';
import type { ProcessInput } from '../process-input.ts';

export type { Conversation, FailureClass };

/** What the commands of the model may do: read everything, or also write below the workspace. */
export type Sandbox = 'read-only' | 'workspace-write';

export type AgentName = 'codex' | 'claude' | 'gemini';

/** One call of an agent's CLI. All paths are absolute. */
export interface AgentCall {
  prompt: string;
  /** File that holds `prompt`. */
  promptFile: string;
  /** Folder that the CLI works in. */
  workspace: string;
  /** Folder for files of this call, outside of the workspace. */
  runFolder: string;
  sandbox: Sandbox;
  /** The CLI's own choice when not given. */
  model?: string;
  effort?: string;
  /** Goes on with this conversation instead of starting one. */
  resume?: Conversation;
}

/** What the installed version of a CLI understands, read from its own output. */
export interface Capabilities {
  version: string;
  /** Long options with their dashes, and whatever else an adapter has to know by name. */
  flags: ReadonlySet<string>;
}

/** How a CLI is to be started, without the path of its program. */
export interface AgentCommand {
  args: string[];
  /** Added to the environment of the agent. */
  env: Record<string, string>;
  /** Added as far as the user has set no other. */
  defaults?: Record<string, string>;
  input: ProcessInput;
  /** To be made before the start. */
  folders?: string[];
  /** To be written before the start. */
  files?: { path: string; text: string; isProgram?: boolean }[];
}

/** What the backend said about its limits: the one that is closest to being used up. */
export interface LimitState {
  usedPercent?: number;
  /** ISO 8601 instant at which it starts afresh. */
  resetAt?: string;
}

/** What is known of a call when it is over, however it ended. */
export interface AgentReport {
  /** The last message of the model; empty when there was none. */
  answer: string;
  /** Of this call alone. */
  usage: Usage;
  /** What can be taken up again, with its totals as they are now. */
  conversation?: Conversation;
  /** The model that answered. */
  model?: string;
  limit?: LimitState;
}

export type AgentOutcome = AgentReport &
  (
    | { kind: 'answered' }
    | {
        kind: 'failed';
        failure: FailureClass;
        message: string;
        /** ISO 8601 instant from which it may work again, where the backend named one. */
        resetAt?: string;
        /** What a person can do about it. */
        action?: string;
      }
  );

/** What is seen while the CLI works. */
export type AgentEvent =
  | { kind: 'started'; conversationId: string; model?: string }
  | { kind: 'says'; text: string }
  /** A command began, or ended when it has an exit status. */
  | { kind: 'runs'; command: string; exitCode?: number }
  | { kind: 'changes'; paths: string[] }
  | { kind: 'uses'; tool: string }
  /** It tries again by itself. */
  | { kind: 'retries'; message: string; untilAt?: string }
  /** Of this call alone, up to now. */
  | { kind: 'usage'; usage: Usage }
  /** It has said how it went; its process may still run. */
  | { kind: 'ended' };

/** All there is to judge a call by, besides its events. */
export interface AgentEnd {
  exit: ProcessExit;
  /** The end of its standard error. */
  errorTail: string;
  /** When it ended, in milliseconds since 1970; relative times in its messages count from here. */
  endedAtMs: number;
}

/** Follows one call: takes every line of its standard output, then says how it went. Keeps state, does nothing else. */
export interface AgentReader {
  push(line: string): AgentEvent[];
  /** Takes every line that this call adds to the CLI's own record of the conversation. */
  pushTranscript?(line: string): AgentEvent[];
  /** Says `answered` only where the CLI itself said that it had come to an end. */
  judge(end: AgentEnd): AgentOutcome;
}

/** The CLI's own record of a conversation, one JSON object a line: the newest file below `folder` whose name ends like this. */
export interface TranscriptPlace {
  folder: string;
  nameEnd: string;
}

/** What planex knows of one agent CLI. Pure. */
export interface AgentAdapter {
  name: AgentName;
  /** Name of its program on the PATH. */
  program: string;
  /** Package of npm that its program comes with. */
  package: string;
  /** Whether its reports say what a call cost. Without that a cap on cost cannot be kept. */
  reportsCost: boolean;
  /** Arguments whose output, standard output and error together, tells version and flags. */
  probes: readonly (readonly string[])[];
  /** `outputs` in the order of `probes`; fails when this version lacks what planex needs. */
  readCapabilities(outputs: readonly string[]): Result<Capabilities, string>;
  prepare(call: AgentCall, capabilities: Capabilities): AgentCommand;
  createReader(call: AgentCall): AgentReader;
  /** Where the CLI's own record of a conversation lies, for those whose record tells more than their output. */
  locateTranscript?(conversationId: string, env: Readonly<Record<string, string>>): TranscriptPlace;
}
