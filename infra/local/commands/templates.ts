import { writeFile } from 'node:fs/promises';
import { basename } from 'node:path';
import type { EmbeddedPorts } from '../../../functions/adapters/embedded/ports.ts';
import { businessTime } from '../../../functions/core/business/dates.ts';
import { fragmentFiles } from '../../../functions/core/document/fragments.ts';
import { chooseTemplate } from '../../../functions/core/document/publish.ts';
import { knownTags } from '../../../functions/core/document/template-tags.ts';
import {
  type TemplateHistory,
  type TemplateVersion,
  templateHistory,
  versionBytes,
} from '../../../functions/core/document/templates.ts';
import type { Kind } from '../../../functions/core/kind.ts';
import { DocketError } from '../../../functions/core/result.ts';
import { loadKinds } from '../../../templates/registry.ts';
import { type Arguments, type Command, EXIT, language, say, say2 } from '../command.ts';
import { openExisting, shipped } from '../home.ts';
import { documentKind } from '../kind-of.ts';
import { table } from '../table.ts';

/** Who is behind the command line is not known, only that it was one: a name would be personal. */
const ACTOR = 'docket/cli';

const historiesOf = async (ports: EmbeddedPorts, kinds: Iterable<Kind>): Promise<TemplateHistory[]> => {
  const all: TemplateHistory[] = [];
  for (const kind of kinds) {
    if (kind.type !== 'document') continue;
    const files = [...kind.outputs.map(({ template }) => template), ...(await fragmentFiles(ports, kind.id))];
    for (const file of files) all.push(await templateHistory(ports, kind.id, file));
  }
  return all;
};

const rowOf = (history: TemplateHistory, one: TemplateVersion): readonly string[] => [
  history.kind,
  history.file,
  `${one.version}${one.version === history.current ? ' *' : ''}`,
  one.sha256.slice(0, 12),
  one.at ? businessTime(Date.parse(one.at)) : { zh: '随程序', en: 'shipped' }[language],
  one.upload ?? '',
  one.name === history.file ? '' : one.name,
];

const TITLES = [
  '类型 KIND',
  '模板 TEMPLATE',
  '版本 VERSION',
  'SHA-256',
  '时间 TIME',
  '上传 UPLOAD',
  '文件 FILE',
];

const list = async (args: Arguments, id: string | undefined): Promise<number> => {
  const ports = await openExisting(args.data);
  const kinds = id === undefined ? ports.kinds.values() : [documentKind(ports.kinds, id)];
  const all = await historiesOf(ports, kinds);
  if (args.flag('json'))
    say(
      JSON.stringify(
        all.map(({ published: _, ...history }) => history),
        undefined,
        2,
      ),
    );
  else {
    say(
      table(
        TITLES,
        all.flatMap((history) => history.versions.map((one) => rowOf(history, one))),
      ),
    );
    say2({ zh: '* 新单据使用的版本', en: '* used by new documents' });
  }
  return EXIT.ok;
};

const versionOf = (text: string): number => {
  if (/^\d{1,6}$/.test(text)) return Number(text);
  throw new DocketError('USAGE', { zh: `${text} 不是版本号`, en: `${text} is not a version` });
};

const unclear = (all: readonly TemplateHistory[]): DocketError => {
  const choices = all.map(({ kind, file }) => `${kind}/${file}`).join(', ');
  return new DocketError('TEMPLATE_UNCLEAR', {
    zh: `请指明是哪个模板：${choices}`,
    en: `say which template: ${choices}`,
  });
};

/**
 * The template that `KIND`, `KIND/FILE` or nothing means: of several, the only one that has the version at all.
 * Throws `TEMPLATE_UNCLEAR`, `KIND_UNKNOWN`.
 */
const meant = async (
  ports: EmbeddedPorts,
  target: string | undefined,
  version: number,
): Promise<TemplateHistory> => {
  const [id, ...steps] = target?.split('/') ?? [];
  const file = steps.length > 0 ? steps.join('/') : undefined;
  const kinds = id === undefined ? [...ports.kinds.values()] : [documentKind(ports.kinds, id)];
  const all = (await historiesOf(ports, kinds)).filter((one) => file === undefined || one.file === file);
  const [first, ...others] = all;
  if (first && others.length === 0) return first;
  const [only, ...more] = all.filter(({ versions }) => versions.some((one) => one.version === version));
  if (only && more.length === 0) return only;
  throw unclear(all.length > 0 ? all : await historiesOf(ports, kinds));
};

/** `use [KIND[/FILE]] VERSION` */
const readTarget = (words: readonly string[]) => {
  const [target, version] = words.length === 1 ? [undefined, words[0]] : words;
  return { target, version: versionOf(version ?? '') };
};

const use = async (args: Arguments, words: readonly string[]): Promise<number> => {
  const { target, version } = readTarget(words);
  const ports = await openExisting(args.data);
  const history = await meant(ports, target, version);
  const { kind, file } = history;
  if (await chooseTemplate(ports, history, version, ACTOR))
    say2({
      zh: `${kind}/${file}：新单据从现在起使用第 ${version} 版；已收到的单据仍用原来的版本`,
      en: `${kind}/${file}: new documents use version ${version} from now on; those that came in keep theirs`,
    });
  else
    say2({
      zh: `${kind}/${file} 已在使用第 ${version} 版`,
      en: `${kind}/${file} uses version ${version} already`,
    });
  return EXIT.ok;
};

const get = async (args: Arguments, words: readonly string[]): Promise<number> => {
  const { target, version } = readTarget(words);
  const ports = await openExisting(args.data);
  const history = await meant(ports, target, version);
  const path = args.path(args.text('out') ?? basename(history.file));
  await writeFile(path, await versionBytes(ports, history, version));
  say2({ zh: `已写入 ${path}`, en: `wrote ${path}` });
  return EXIT.ok;
};

/** `fields KIND`: what a template may hold; needs no data folder. */
const fields = async (args: Arguments, [id = '']: readonly string[]): Promise<number> => {
  const kinds = await loadKinds();
  const tags = await knownTags({ kinds, shipped }, documentKind(kinds, id), Date.now());
  if (args.flag('json')) say(JSON.stringify(tags, undefined, 2));
  else {
    const rows = tags.map(({ tag, loops, sample }) => [
      `${'  '.repeat(loops.length)}${tag}`,
      (sample ?? '').replaceAll('\n', ' ').slice(0, SHOWN_SAMPLE),
    ]);
    say(table(['标签 TAG', '样例 SAMPLE'], rows));
    say2({
      zh: '缩进的标签写在它上面的 {{#each …}} 与 {{/each}} 之间；写法见 templates/README.md',
      en: 'indented tags stand between the {{#each …}} above them and {{/each}}; how to write them: templates/README.en.md',
    });
  }
  return EXIT.ok;
};

const SHOWN_SAMPLE = 60;

export const templates: Command = {
  summary: {
    zh: '模板：可用的标签；版本的列出、取出、换用',
    en: 'templates: the tags to use; list, get and use versions',
  },
  usage:
    'templates [KIND] [--json] | templates fields KIND [--json] | templates use [KIND[/FILE]] VERSION | templates get KIND[/FILE] VERSION [-o FILE]',
  options: {
    json: { help: { zh: '输出 JSON', en: 'print JSON' } },
    out: { takes: 'FILE', short: 'o', help: { zh: '写到哪个文件', en: 'file to write' } },
  },
  notes: [
    {
      zh: '模板怎么写：templates/README.md。例：docket templates use quotation/quotation.zh-CN.xlsx 1',
      en: 'How to write templates: templates/README.en.md. Example: docket templates use quotation/quotation.en.xlsx 1',
    },
  ],
  positionals: { min: 0, max: 3 },
  run: async (args) => {
    const [first, ...rest] = args.positionals;
    const known = { use, get, fields }[first ?? ''];
    if (known && rest.length > 0) return known(args, rest);
    if (rest.length === 0 && known === undefined) return list(args, first);
    throw new DocketError('USAGE', {
      zh: `用法：docket ${templates.usage.replaceAll(' | ', '\n      docket ')}`,
      en: `usage: docket ${templates.usage.replaceAll(' | ', '\n       docket ')}`,
    });
  },
};
