import { OperatorError } from '../../errors.ts';
import { checkShape, z } from '../../schema.ts';
import type { Operations } from './operations.ts';

const taskInput = z.object({ task: z.string() });
const liftInput = z.object({ backend: z.string() });
const explainInput = taskInput.extend({ prompt: z.boolean().optional() });
const approveInput = z.object({ task: z.string(), fallback: z.string().optional() });
const rejectInput = z.object({ task: z.string(), why: z.string().optional() });
const announceInput = z.object({ path: z.string(), digest: z.string(), admitted: z.boolean() });
const planInput = z.object({ path: z.string() });
const seen = z.object({ home: z.string(), digests: z.record(z.string(), z.string()) }).optional();
const approvePlanInput = planInput.extend({ seen });
const rejectPlanInput = planInput.extend({ why: z.string().optional() });
const editInput = z.object({ path: z.string(), digests: z.array(z.string()).max(8) });
const resolveInput = z.object({
  task: z.string(),
  option: z.number().int().optional(),
  note: z.string().max(10_000).optional(),
});
const trustInput = z.object({
  paths: z.array(z.string()),
  all: z.boolean(),
  shown: z.record(z.string(), z.string()).optional(),
  seen,
});
const inspectInput = z.object({ paths: z.array(z.string()) });

/** Performs the operation that a request over the socket names. The request's body is not trusted to have the right shape. */
export function callOperation(operations: Operations, name: string, body: unknown): Promise<unknown> {
  switch (name) {
    case 'status':
    case 'preview':
    case 'settle':
    case 'nudge':
    case 'pause':
    case 'unpause':
      return operations[name]();
    case 'liftLimit':
      return operations.liftLimit(readInput(liftInput, body));
    case 'explain':
      return operations.explain(readInput(explainInput, body));
    case 'route':
    case 'retry':
    case 'cancel':
    case 'undo':
      return operations[name](readInput(taskInput, body));
    case 'approve':
      return operations.approve(readInput(approveInput, body));
    case 'reject':
      return operations.reject(readInput(rejectInput, body));
    case 'approvePlan':
      return operations.approvePlan(readInput(approvePlanInput, body));
    case 'noteRewrite':
      return operations.noteRewrite(readInput(planInput, body));
    case 'rejectPlan':
      return operations.rejectPlan(readInput(rejectPlanInput, body));
    case 'admitEdit':
      return operations.admitEdit(readInput(editInput, body));
    case 'resolve':
      return operations.resolve(readInput(resolveInput, body));
    case 'inspect':
      return operations.inspect(readInput(inspectInput, body));
    case 'revoke':
      return operations.revoke(readInput(planInput, body));
    case 'trust':
      return operations.trust(readInput(trustInput, body));
    case 'announce':
      return operations.announce(readInput(announceInput, body));
    default:
      throw new OperatorError(`this planex does not know "${name}"`, {
        todo: 'planex stop && planex start, so that daemon and command are of one version',
      });
  }
}

function readInput<S extends z.ZodType>(schema: S, body: unknown): z.output<S> {
  const checked = checkShape(schema, body);
  if (checked.ok) return checked.value;
  throw new OperatorError('the request to the daemon was not understood');
}
