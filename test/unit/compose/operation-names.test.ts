import { expect, it } from 'vitest';
import { OPERATION_NAMES } from '../../../src/compose/remote-operations.ts';
import { callOperation } from '../../../src/daemon/operations/call-operation.ts';
import type { Operations } from '../../../src/daemon/operations/operations.ts';

it.each(OPERATION_NAMES)('%s can be asked for over the socket', async (name) => {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion
  const operations = new Proxy({}, { get: () => () => Promise.resolve('asked') }) as Operations;
  const answer = await (async () => callOperation(operations, name, {}))().catch(String);
  expect(answer).toMatch(/^asked$|the request to the daemon was not understood$/);
});
