/** The largest of any number of numbers: 120,000 of them as arguments of Math.max would overflow the stack. */
export const largest = (numbers: Iterable<number>, least = 0): number => {
  let most = least;
  for (const number of numbers) if (number > most) most = number;
  return most;
};
