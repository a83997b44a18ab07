import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { type Company, parseCompany } from '../core/company.ts';
import { lockMessage } from './price-lock.ts';

const yaml = readFileSync(new URL('../../templates/company/company.yaml', import.meta.url), 'utf8');
const parsed = parseCompany(yaml);
if (!parsed.ok) throw new Error('the shipped profile is invalid');
const calm = parsed.value;
const lock = { since: '2026-11-23T09:00:00+08:00', reason: { zh: '铜价大幅波动', en: 'Copper fluctuates' } };
const locked: Company = { ...calm, quoting: { ...calm.quoting, lock } };

describe('R-Q7: sales are told of a fluctuation lock', () => {
  it('when it begins, with reason and moment', () => {
    const message = lockMessage(locked, null);
    expect(message?.zh).toContain('铜价大幅波动：自 2026-11-23 09:00 起');
    expect(message?.en).toContain('Copper fluctuates: from 2026-11-23 09:00');
  });
  it('when it ends', () => {
    expect(lockMessage(calm, lock)?.zh).toContain('恢复正常报价');
  });
  it('not when the profile changes in something else', () => {
    expect(lockMessage(locked, lock)).toBeUndefined();
    expect(lockMessage(calm, null)).toBeUndefined();
  });
});
