import type { Language } from '../result.ts';
import type { Finding, Verification } from './evidence.ts';

/** Most findings that a person is shown; all of them are in the JSON. */
const SHOWN = 200;

const findingLine = ({ where, stream, ver, what }: Finding, language: Language): string => {
  const at = stream === undefined || where === `${stream}@${ver}` ? '' : ` (${stream}@${ver})`;
  return `✗ ${where}${at}: ${what[language]}`;
};

const countsOf = (v: Verification, language: Language): string =>
  language === 'zh'
    ? `${v.events} 条事件，${v.numbers} 个编号，${v.files} 个文件，日志 ${v.logged} 条，检查点 ${v.checkpoints} 个`
    : `${v.events} events, ${v.numbers} numbers, ${v.files} files, ${v.logged} log entries, ${v.checkpoints} checkpoints`;

const notesOf = ({ erased, pending }: Verification, language: Language): readonly string[] => {
  const zh = language === 'zh';
  return [
    ...(erased > 0
      ? [zh ? `${erased} 项个人信息已按要求删除` : `${erased} values were erased on request`]
      : []),
    ...(pending > 0
      ? [zh ? `${pending} 条新事件待入日志` : `${pending} new events are not yet in the log`]
      : []),
  ];
};

/** What a verification found, for people: each finding with its place, then one line of sums. */
export const verificationLines = (v: Verification, language: Language): readonly string[] => {
  const { length } = v.findings;
  const zh = language === 'zh';
  const verdict = zh
    ? length === 0
      ? '全部一致'
      : `${length} 处不符`
    : length === 0
      ? 'all in order'
      : `${length} findings`;
  return [
    ...v.findings.slice(0, SHOWN).map((finding) => findingLine(finding, language)),
    ...(length > SHOWN ? [zh ? `… 另有 ${length - SHOWN} 处` : `… and ${length - SHOWN} more`] : []),
    ...notesOf(v, language),
    `${countsOf(v, language)}${zh ? '：' : ': '}${verdict}`,
  ];
};
