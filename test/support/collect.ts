/** All that an iteration gives. */
export const collect = async <T>(source: AsyncIterable<T>): Promise<T[]> => {
  const found: T[] = [];
  for await (const item of source) found.push(item);
  return found;
};
