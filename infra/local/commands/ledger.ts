import { join } from 'node:path';
import type { EmbeddedPorts } from '../../../functions/adapters/embedded/ports.ts';
import { atOneMoment, embeddedEvidence, verifyHome } from '../../../functions/adapters/embedded/verify.ts';
import { verifyExport } from '../../../functions/adapters/export/read.ts';
import { type ExportOrder, writeExport } from '../../../functions/adapters/export/write.ts';
import { prove as proveStream } from '../../../functions/core/document/prove.ts';
import { rebuildViews } from '../../../functions/core/document/rebuild.ts';
import { CHECKPOINT_KEY, checkpointKey } from '../../../functions/core/ledger/log.ts';
import { DocketError } from '../../../functions/core/result.ts';
import { checkpointNow } from '../checkpoint-now.ts';
import { answer, type Command, EXIT, JSON_OPTION, say2 } from '../command.ts';
import { VERIFIER, verifierFiles } from '../export-verifier.ts';
import { findRow } from '../find-row.ts';
import { openExisting } from '../home.ts';
import { writeBytes } from '../input.ts';
import { lockData } from '../lock.ts';
import { withBar } from '../progress.ts';
import { checkLedger, checkProof, isExport, VERIFY_OPTIONS, VERIFY_USAGE } from '../verification.ts';

const BUCKET_OPTIONS: NonNullable<Command['options']> = {
  bucket: {
    takes: 'NAME',
    help: {
      zh: '核对 AWS 上的台账：文件所在的桶（登录凭据同 AWS CLI）',
      en: 'check a ledger on AWS: the bucket of its files (credentials as for the AWS CLI)',
    },
  },
  archive: {
    takes: 'NAME',
    help: { zh: '归档 PDF 所在的桶', en: 'the bucket of its final PDFs' },
  },
  table: {
    takes: 'NAME',
    help: {
      zh: '台账的 DynamoDB 表（默认 docket-ledger）',
      en: 'table of its events (default docket-ledger)',
    },
  },
  salts: {
    takes: 'NAME',
    help: { zh: '盐值的 DynamoDB 表（默认 docket-salts）', en: 'table of its salts (default docket-salts)' },
  },
};

export const verify: Command = {
  summary: {
    zh: '核对整个台账：事件链、编号、日志、检查点和所有文件',
    en: 'check the whole ledger: chains, numbers, log, checkpoints and every file',
  },
  usage: `${VERIFY_USAGE[0]} | verify --bucket NAME [--archive NAME] [--table NAME] [--salts NAME] | ${VERIFY_USAGE[1]}`,
  options: { ...BUCKET_OPTIONS, ...VERIFY_OPTIONS },
  positionals: { min: 0, max: 100 },
  notes: [
    {
      zh: '--data 也可以是 docket export 写出的文件夹。有不符时退出码为 3。',
      en: '--data may be a folder that docket export wrote. Exits 3 on findings.',
    },
  ],
  run: async (args) => {
    const { data } = args;
    if (args.text('proof') !== undefined) return checkProof(args, data);
    const bucket = args.text('bucket');
    if (bucket !== undefined)
      return checkLedger(args, async (question) => {
        // an auditor checks either home with the same command; the SDK is loaded for those who ask for it
        // biome-ignore lint/style/noRestrictedImports: the one command that reads the other home
        const { verifyBucket } = await import('../../../functions/adapters/aws/verify.ts');
        const [archive, table, salts] = [args.text('archive'), args.text('table'), args.text('salts')];
        return verifyBucket({ bucket, archive, ...(table && { table }), ...(salts && { salts }) }, question);
      });
    return checkLedger(args, async (question) =>
      isExport(data) ? verifyExport(data, question) : verifyHome(await openExisting(data), question),
    );
  },
};

export const rebuild: Command = {
  summary: { zh: '从台账重建列表', en: 'make the lists again from the ledger' },
  usage: 'rebuild [--json]',
  options: JSON_OPTION,
  notes: [
    {
      zh: '列表（网页、status、register）只是台账的投影，随时可以重建。先停止 Docket。',
      en: 'What the page, status and register list is a projection of the ledger. Stop Docket first.',
    },
  ],
  run: async (args) => {
    const ports = await openExisting(args.data);
    const unlock = lockData(args.data);
    try {
      const rows = await withBar((progress) => rebuildViews(ports, progress));
      answer(
        args,
        { rows },
        { zh: `已从台账重建 ${rows} 行`, en: `${rows} rows made again from the ledger` },
      );
    } finally {
      unlock();
    }
    return EXIT.ok;
  },
};

export const checkpoint: Command = {
  summary: { zh: '立即签发检查点', en: 'sign a checkpoint of the log now' },
  usage: 'checkpoint [-o FILE] [--json]',
  options: {
    out: {
      takes: 'FILE',
      short: 'o',
      help: { zh: '另存一份，供以后核对（verify --since）', en: 'keep a copy, for a later verify --since' },
    },
    ...JSON_OPTION,
  },
  run: async (args) => {
    const ports = await openExisting(args.data);
    const size = await checkpointNow(ports, args.data);
    const out = args.text('out');
    if (out !== undefined) await writeBytes(args.path(out), await ports.files.get(CHECKPOINT_KEY));
    answer(args, { size }, { zh: `检查点已签发：日志 ${size} 条`, en: `signed: ${size} entries in the log` });
    return EXIT.ok;
  },
};

/** Signs until the log has every event of the moment that is read; a busy pipeline may need another turn. */
const SNAPSHOTS = 20;

const busy = (): DocketError =>
  new DocketError('BUSY', {
    zh: 'Docket 正忙，日志尚未签到最新；请稍后再试，或先停止 Docket',
    en: 'Docket is busy and its log is not signed to the end: try again later, or stop Docket first',
  });

/** Gives the events; undefined when the log does not have all of them signed at the moment of the export. */
const exportSigned = (ports: EmbeddedPorts, order: Omit<ExportOrder, 'size'>): Promise<number | undefined> =>
  atOneMoment(ports, async () => {
    const evidence = embeddedEvidence(ports);
    const size = await evidence.count();
    const signed = await ports.files.find(checkpointKey(size));
    if ((await evidence.head())?.size !== size || signed === undefined) return undefined;
    return writeExport(evidence, { ...order, size });
  });

export const exportCommand: Command = {
  summary: {
    zh: '导出整个台账，在任何电脑上用 Node 核对',
    en: 'write the ledger into a folder that anybody verifies with nothing but Node',
  },
  usage: 'export DIR [--json]',
  options: JSON_OPTION,
  positionals: { min: 1, max: 1 },
  notes: [
    {
      zh: 'DIR 中有申请和单据，含个人信息，请妥善保管。核对：node DIR/verify.mjs',
      en: 'DIR holds requests and documents with personal data: keep it safe. To verify: node DIR/verify.mjs',
    },
  ],
  run: async (args) => {
    const root = args.path(args.positionals[0] ?? '');
    const ports = await openExisting(args.data);
    const extras = await verifierFiles();
    for (let turn = 0; turn < SNAPSHOTS; turn += 1) {
      await checkpointNow(ports, args.data);
      const events = await withBar((progress) => exportSigned(ports, { root, extras, progress }));
      if (events === undefined) continue;
      answer(
        args,
        { events, folder: root, verifier: join(root, VERIFIER) },
        {
          zh: `已导出 ${events} 条事件和所有文件到 ${root}\n核对：node ${join(root, VERIFIER)}`,
          en: `${events} events and every file are in ${root}\nTo verify: node ${join(root, VERIFIER)}`,
        },
      );
      return EXIT.ok;
    }
    throw busy();
  },
};

export const prove: Command = {
  summary: { zh: '写出一份单据的日志证明', en: 'write the proof that the signed log has a document' },
  usage: 'prove NUMBER [-o FILE] [--json]',
  options: {
    out: {
      takes: 'FILE',
      short: 'o',
      help: { zh: '写到哪个文件（默认 编号.tlog-proof）', en: 'file to write (default NUMBER.tlog-proof)' },
    },
    ...JSON_OPTION,
  },
  positionals: { min: 1, max: 1 },
  notes: [
    {
      zh: '证明是 C2SP tlog-proof 格式，连同单据文件和公钥 log/vkey 即可离线核对：',
      en: 'The proof is a C2SP tlog-proof; with the document and the key log/vkey anybody checks it offline:',
    },
    {
      zh: 'docket verify --proof 编号.tlog-proof --vkey vkey 单据.pdf',
      en: 'docket verify --proof NUMBER.tlog-proof --vkey vkey DOCUMENT.pdf',
    },
  ],
  run: async (args) => {
    const ports = await openExisting(args.data);
    const { stream, number } = await findRow(ports, args.positionals[0] ?? '');
    let proof = await proveStream(ports, stream);
    if (proof === undefined) {
      await checkpointNow(ports, args.data);
      proof = await proveStream(ports, stream);
    }
    if (proof === undefined) throw busy();
    const out = args.path(args.text('out') ?? `${number ?? 'document'}.tlog-proof`);
    await writeBytes(out, proof);
    answer(
      args,
      { file: out, bytes: proof.length },
      { zh: `已写入 ${out}（${proof.length} 字节）`, en: `wrote ${out} (${proof.length} bytes)` },
    );
    return EXIT.ok;
  },
};

export const redrive: Command = {
  summary: { zh: '重新处理所有故障消息', en: 'try every dead letter again' },
  usage: 'redrive',
  run: async (args) => {
    const ports = await openExisting(args.data);
    const count = ports.queue.redrive();
    say2({ zh: `${count} 条消息将重新处理`, en: `${count} messages will be tried again` });
    return EXIT.ok;
  },
};
