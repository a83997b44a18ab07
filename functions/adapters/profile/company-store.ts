import { type Company, parseCompany, reopenCompany } from '../../core/company.ts';
import { record } from '../../core/document/append.ts';
import { COMPANY_STREAM, type CompanyEvent } from '../../core/document/events.ts';
import { open } from '../../core/ledger/envelope.ts';
import { sha256 } from '../../core/ledger/hash.ts';
import type { Clock, CompanyStore, Files, Ledger } from '../../core/ports.ts';
import { DocketError, type Result } from '../../core/result.ts';

const orThrow = (parsed: Result<Company>): Company => {
  if (parsed.ok) return parsed.value;
  const line = (language: 'zh' | 'en') =>
    parsed.error
      .map(({ message, fix }) => [message[language], ...(fix ? [fix[language]] : [])])
      .map((said) => said.join(language === 'zh' ? '；' : '. '))
      .join('\n  ');
  throw new DocketError('PROFILE_INVALID', {
    zh: `公司资料 company.yaml 有错误：\n  ${line('zh')}`,
    en: `the company profile company.yaml has mistakes:\n  ${line('en')}`,
  });
};

const altered = (key: string): DocketError =>
  new DocketError('PROFILE_ALTERED', {
    zh: `公司资料存档 ${key} 被改动`,
    en: `the kept company profile ${key} was altered`,
  });

/** Where people edit the profile, in either home. */
export const PROFILE = 'company/company.yaml';

/** `read` gives the profile as people have left it; every version used is kept. */
export const createCompanyStore = (
  read: () => Promise<Uint8Array>,
  { files, ledger, clock }: { readonly files: Files; readonly ledger: Ledger; readonly clock: Clock },
): CompanyStore => {
  const inForce = new Map<string, Company>();
  const versions = new Map<string, Company>();
  const recorded = new Set<string>();

  const keyOf = (hash: string): string => `requests/company/${hash}.yaml`;

  const keep = async (hash: string, bytes: Uint8Array, company: Company): Promise<void> => {
    const key = keyOf(hash);
    await files.put(key, bytes);
    const draft: CompanyEvent = { type: 'company.recorded', data: { key, sha256: hash, name: company.name } };
    await record(ledger, [
      {
        stream: COMPANY_STREAM,
        decide: (events) => {
          const last = events.at(-1);
          const same = last && (open(last).data as { sha256?: string }).sha256 === hash;
          return { drafts: same ? [] : [draft], result: undefined };
        },
        cause: { key: `company/${hash}`, actor: 'docket/company', at: clock.now() },
      },
    ]);
    recorded.clear();
    recorded.add(hash);
  };

  return {
    current: async () => {
      const bytes = await read();
      const hash = sha256(bytes);
      const company = inForce.get(hash) ?? orThrow(parseCompany(new TextDecoder().decode(bytes)));
      inForce.set(hash, company);
      if (!recorded.has(hash)) await keep(hash, bytes, company);
      return { company, sha256: hash };
    },
    version: async (hash) => {
      const known = versions.get(hash) ?? inForce.get(hash);
      if (known) return known;
      const bytes = await files.get(keyOf(hash));
      if (sha256(bytes) !== hash) throw altered(keyOf(hash));
      const company = orThrow(reopenCompany(new TextDecoder().decode(bytes)));
      versions.set(hash, company);
      return company;
    },
  };
};
