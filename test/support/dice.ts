/** The same numbers in every run. */
export class Dice {
  private state: number;
  constructor(seed: number) {
    this.state = seed;
  }
  below(count: number): number {
    this.state = (Math.imul(this.state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((this.state / 2 ** 32) * count);
  }
  one<T>(items: readonly T[]): T {
    return items[this.below(items.length)] as T;
  }
}
