import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

export const VERIFIER = 'verify.mjs';

const README = `# 台账导出 Ledger export

核对 To verify (Node ≥ 20.12, offline, nothing to install):

    node verify.mjs --since CHECKPOINT --vkey VKEY

CHECKPOINT 是您以前保存的检查点文件，VKEY 是您另外得到的公钥。没有它们也能核对，但只能证明内部一致。
CHECKPOINT is a checkpoint that you kept from before, VKEY the key that you got by another way. Without them the
verifier shows that the folder agrees with itself, and no more.

退出码 Exit code: 0 全部一致 all in order, 3 有不符 findings.

| 文件 | what it is |
|---|---|
| verify.mjs | 核对程序，可读的单个文件 the verifier, one readable file |
| ledger/events.jsonl | 每行一个事件，规范 JSON（RFC 8785）one event a line, canonical JSON |
| ledger/claims.jsonl, counters.jsonl | 编号登记 the numbers that were given |
| ledger/salts.jsonl | 个人信息承诺的盐值 salts of the commitments to personal data |
| log/ | RFC 6962 日志：C2SP tlog-tiles、检查点、公钥 the Merkle log, its checkpoints and key |
| 其他 the rest | 事件所记录的文件 every file that an event vouches for |

自己核对一个事件 One event by hand: eventHash = SHA-256("docket/event/v1\\n" ‖ line); log entry =
{"e":eventHash,"n":version,"s":stream}; leaf = SHA-256(0x00 ‖ entry).
`;

/** What an export carries beside the evidence: the verifier as one plain file, and how to use it. */
export const verifierFiles = async (): Promise<ReadonlyMap<string, Uint8Array>> => {
  const { outputFiles } = await build({
    entryPoints: [fileURLToPath(new URL('./verifier.ts', import.meta.url))],
    bundle: true,
    write: false,
    format: 'esm',
    platform: 'node',
    target: 'node20.12',
    charset: 'utf8',
    logLevel: 'warning',
  });
  const [bundle] = outputFiles;
  return new Map([
    [VERIFIER, bundle?.contents ?? new Uint8Array()],
    ['README.md', new TextEncoder().encode(README)],
  ]);
};
