import { expect, it } from 'vitest';
import { inOrder, isEarly, isOver, stateText, workOf } from './states.ts';

it('calls every state by the same words everywhere, and an unknown one by its name', () => {
  expect(stateText('completed')).toEqual({ zh: '手续齐全', en: 'Complete' });
  expect(stateText('odd')).toEqual({ zh: 'odd', en: 'odd' });
});

it('orders states by the life of a document, unknown ones last', () => {
  const states = ['odd', 'voided', 'completed', 'received', 'submitted', 'rendered'];
  expect(inOrder(states)).toEqual(['received', 'rendered', 'submitted', 'completed', 'voided', 'odd']);
});

it('knows what has no file yet and what has ended', () => {
  expect(['received', 'numbered', 'filled', 'completed'].map(isEarly)).toEqual([true, true, false, false]);
  expect(['withdrawn', 'voided', 'completed', 'refused'].map(isOver)).toEqual([true, true, false, false]);
});

it('counts as done whatever has its PDF, also what went on from there', () => {
  expect(workOf({ numbered: 2, filled: 1, rendered: 3, submitted: 4, voided: 1, published: 9 })).toEqual({
    waiting: { received: 0, numbered: 2, filled: 1 },
    done: 8,
  });
});
