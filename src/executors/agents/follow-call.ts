import { fileSize } from '../file-size.ts';
import type { AgentAdapter, AgentCall, AgentEvent, AgentReader } from './agent.ts';
import { findTranscript } from './find-transcript.ts';
import { followLines, type LineFollower } from './follow-lines.ts';

/** Where a call can be watched. */
export interface CallTraces {
  /** Standard output of the CLI. */
  outputFile: string;
  /** The whole environment of the CLI, which says where it keeps its own records. */
  env: Readonly<Record<string, string>>;
}

/** Feeds a reader with what a CLI prints, and with what this call adds to the CLI's own record of the conversation. */
export async function followCall(
  adapter: AgentAdapter,
  call: AgentCall,
  reader: AgentReader,
  traces: CallTraces,
  onEvent: (event: AgentEvent) => void,
): Promise<LineFollower> {
  let conversationId: string | undefined;
  const take = (line: string): void => {
    for (const event of reader.push(line)) {
      if (event.kind === 'started') conversationId = event.conversationId;
      onEvent(event);
    }
  };
  const output = followLines(traces.outputFile, take, fileSize(traces.outputFile));
  const openTranscript = async (id: string): Promise<LineFollower | undefined> => {
    const place = adapter.locateTranscript?.(id, traces.env);
    const path = place && (await findTranscript(place));
    if (path === undefined) return undefined;
    // What is there before the start belongs to earlier calls.
    const from = id === call.resume?.id && conversationId === undefined ? fileSize(path) : 0;
    return followLines(path, (line) => reader.pushTranscript?.(line).forEach(onEvent), from);
  };
  let transcript = call.resume && (await openTranscript(call.resume.id));

  return {
    async read() {
      await output.read();
      if (conversationId !== undefined) transcript ??= await openTranscript(conversationId);
      await transcript?.read();
    },
    async finish() {
      await output.finish();
      if (conversationId !== undefined) transcript ??= await openTranscript(conversationId);
      await transcript?.finish();
    },
  };
}
