import { defineConfig } from 'vitest/config';

const project = (name: string, include: string[], testTimeout: number) => ({
  test: { name, include, testTimeout, hookTimeout: testTimeout },
});

export default defineConfig({
  test: {
    projects: [
      project('unit', ['functions/**/*.test.ts', 'templates/**/*.test.ts', 'infra/**/*.test.ts'], 30_000),
      project('contract', ['test/contract/**/*.test.ts'], 60_000),
      project('infra', ['test/infra/**/*.test.ts'], 60_000),
      project('e2e', ['test/e2e/**/*.test.ts', 'test/corpus/**/*.test.ts'], 180_000),
      project('faults', ['test/faults/**/*.test.ts'], 600_000),
    ],
  },
});
