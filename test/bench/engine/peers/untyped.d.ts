/** Peers that publish no types: what the benchmark uses of them. */
declare module 'carbone' {
  const carbone: {
    set(options: { templatePath: string }): void;
    render(template: string, data: unknown, done: (error: unknown, result: Buffer) => void): void;
  };
  export = carbone;
}

declare module 'xlsx-populate' {
  interface Cell {
    value(): unknown;
    value(value: unknown): Cell;
    style(names: readonly string[]): Record<string, unknown>;
    style(values: Record<string, unknown>): Cell;
    formula(text: string): Cell;
  }
  interface Workbook {
    sheet(index: number): { cell(row: number, column: number): Cell };
    outputAsync(options: { type: 'uint8array' }): Promise<Uint8Array>;
  }
  const populate: { fromDataAsync(data: Uint8Array): Promise<Workbook> };
  export = populate;
}
