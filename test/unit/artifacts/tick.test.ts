import { fc, test } from '../../support/property.ts';
import { describe, expect } from 'vitest';
import { tickBoxes } from '../../../src/artifacts/tick.ts';
import { onlyTask, parsePlanText } from '../../support/artifacts.ts';

describe('ticking the boxes of a task', () => {
  test('every box of that task, nothing else', () => {
    const text =
      '# T\n\n### Task 1: A\n\n- [ ] one [ ] two\n- [x] three\n  1. [ ] four\n* [X] five\n\n```\n- [ ] code\n```\n\n### Task 2: B\n\n- [ ] six\n';
    const { artifact } = parsePlanText(text);
    const [first] = artifact.tasks;
    expect(first && tickBoxes(text, first)).toBe(
      text.replace('[ ] one', '[x] one').replace('[ ] four', '[x] four'),
    );
  });

  test('eighty-one boxes', () => {
    const text = `### Task 1: A\n\n${'- [ ] box\n'.repeat(81)}`;
    const task = onlyTask(parsePlanText(text));
    expect(task.boxes).toHaveLength(81);
    expect(tickBoxes(text, task)).toBe(text.replaceAll('[ ]', '[x]'));
  });

  test('a byte order mark and characters outside of the basic plane keep the offsets right', () => {
    const text = '\uFEFF# 🫖\r\n\r\n### Task 1: 🍵\r\n\r\n- [ ] 茶\r\n';
    const task = onlyTask(parsePlanText(text));
    expect(tickBoxes(Buffer.from(text).toString('utf8'), task)).toBe(text.replace('[ ]', '[x]'));
  });

  test('a quoted box is somebody else’s', () => {
    expect(onlyTask(parsePlanText('### Task 1: A\n\n> - [ ] quoted\n')).boxes).toEqual([]);
  });

  const line = fc.oneof(
    fc.constantFrom(
      '- [ ] open',
      '- [x] done',
      '  - [ ] inner [ ]',
      '* [X] star',
      '1. [ ] number',
      'Prose `- [ ]`',
    ),
    fc.constantFrom('', '```', '~~~~', '<!--', '-->', '> - [ ] quote', '    - [ ] far', '**Files:**', '🫖 `'),
  );
  const document = fc
    .tuple(fc.array(line, { maxLength: 30 }), fc.constantFrom('\n', '\r\n'), fc.constantFrom('', '\uFEFF'))
    .map(([lines, end, mark]) => `${mark}${['### Task 1: A', '', ...lines].join(end)}${end}`);

  test.prop([document])('changes one character for each open box, and not what the task means', (text) => {
    const task = onlyTask(parsePlanText(text));
    const ticked = tickBoxes(text, task);
    const changed = [...Array(text.length).keys()].filter((at) => text[at] !== ticked[at]);
    expect(ticked).toHaveLength(text.length);
    expect(changed).toEqual(task.boxes.filter((box) => !box.checked).map((box) => box.offset));
    expect(changed.every((at) => text.slice(at - 1, at + 2) === '[ ]' && ticked[at] === 'x')).toBe(true);
    const again = onlyTask(parsePlanText(ticked));
    expect(again.boxes.every((box) => box.checked)).toBe(true);
    expect(again.digest).toBe(task.digest);
    expect(tickBoxes(ticked, again)).toBe(ticked);
  });
});
