import { GEMINI } from './agent-kit.ts';
import { describeAgentTask } from './agent-task-scenarios.ts';

describeAgentTask(GEMINI);
