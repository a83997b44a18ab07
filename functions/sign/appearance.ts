import { languages } from '../core/business/words.ts';
import type { Company } from '../core/company.ts';
import { type Evidence, readEvidence } from '../core/document/evidence.ts';
import { outsiderOf } from '../core/document/outsider.ts';
import type { Paper, PaperAct } from '../core/document/paper.ts';
import { titleOf } from '../core/document/paper-sheet.ts';
import { millisOf, wallClock } from '../core/instant.ts';
import type { SealedEvent } from '../core/ledger/envelope.ts';
import { isDrawable, type Look } from '../core/pdf/looks.ts';
import type { Act } from '../core/pdf/sign.ts';
import type { Ports } from '../core/ports.ts';
import { DocketError, type Text } from '../core/result.ts';
import type { Delegation } from '../core/routing/events.ts';
import { isOutside } from '../core/routing/route.ts';

/** What the looks of the acts of one document are made from. */
export interface Scene {
  readonly ports: Ports;
  readonly stream: string;
  /** The profile as it is now, where newcomers are, then the one that the document was made with. */
  readonly companies: readonly [now: Company, pinned: Company];
  readonly events: readonly SealedEvent[];
  readonly paper: Paper;
}

const FORGOTTEN: readonly string[] = ['BODY_ERASED', 'FILE_NOT_FOUND'];

/** Undefined for what was erased on request. */
const unlessErased = <T>(reading: Promise<T>): Promise<T | undefined> =>
  reading.catch((fault) => {
    if (fault instanceof DocketError && FORGOTTEN.includes(fault.code)) return undefined;
    throw fault;
  });

/** The name of whoever acted: of the profile, or of the request for somebody outside. */
export const nameOf = async ({ ports, companies, events }: Scene, by: string): Promise<string> => {
  const person = companies.flatMap(({ people }) => people).find(({ id }) => id === by);
  if (person) return person.name.zh;
  if (!isOutside(by)) return by;
  // a name in two languages is written `林采薇 | Lin Caiwei`
  const outside = await outsiderOf(ports, events, by);
  return outside ? languages(outside.name).zh : '客户 Customer';
};

const drawable = async (bytes: Uint8Array | undefined): Promise<Look | undefined> =>
  bytes && (await isDrawable(bytes)) ? { kind: 'picture', bytes } : undefined;

const lookIn = async (evidence: Evidence | undefined): Promise<Look | undefined> => {
  const look = evidence?.look;
  if (look?.kind !== 'picture') return look ?? undefined;
  return drawable(Buffer.from(look.base64, 'base64'));
};

const lookOf = async (scene: Scene, act: PaperAct, evidence: Evidence | undefined, name: string) => {
  const { ports, companies } = scene;
  const own =
    act.act === 'seal'
      ? await drawable(await unlessErased(ports.files.get(`company/${companies[1].seal}`)))
      : await lookIn(evidence);
  return own ?? ({ kind: 'typed', text: name } as const);
};

const WHAT: Readonly<Record<PaperAct['act'], Text>> = {
  sign: { zh: '签字', en: 'Signed' },
  seal: { zh: '盖章', en: 'Sealed' },
  acknowledge: { zh: '签收', en: 'Received' },
  countersign: { zh: '补签', en: 'Countersigned' },
};

const CHANNELS: Readonly<Record<Delegation['authority']['channel'], Text>> = {
  phone: { zh: '电话', en: 'phone' },
  message: { zh: '短信', en: 'message' },
  mail: { zh: '邮件', en: 'e-mail' },
  'in-person': { zh: '当面', en: 'in person' },
};

const minute = (iso: string): string => wallClock(millisOf(iso)).slice(0, 16);

/** For whom a delegate acted, and by whose word. */
const authority = async (scene: Scene, { role, delegation }: PaperAct): Promise<readonly string[]> => {
  if (!delegation) return [];
  const { by, at, channel } = delegation.authority;
  const title = titleOf(scene.companies[0], role);
  const { zh, en } = CHANNELS[channel];
  return [
    `代${title.zh}签  for the ${title.en}`,
    `授权 Authorised by ${await nameOf(scene, by)}，${zh} ${en} ${minute(at)}`,
  ];
};

/** Whose deed it makes good. */
const owed = async (scene: Scene, { act, task }: PaperAct): Promise<readonly string[]> => {
  const first = act === 'countersign' && scene.paper.route.decisions.find((one) => one.task === task);
  return first
    ? [`补签 ${await nameOf(scene, first.by)} ${first.day} 的代签  confirms what was signed on behalf`]
    : [];
};

const shown = (evidence: Evidence | undefined): readonly string[] => {
  const { code, consent } = evidence ?? {};
  return [
    ...(code ? [`邮件验证码 One-time code by e-mail ${minute(code.checkedAt)}`] : []),
    ...(consent ? [`已同意电子签署 Consented to sign electronically (${consent.version})`] : []),
  ];
};

/** An act as it stands on the paper, without its slot. */
export const appearance = async (scene: Scene, act: PaperAct): Promise<Omit<Act, 'slot' | 'trail'>> => {
  const evidence =
    act.evidence && (await unlessErased(readEvidence(scene.ports, scene.stream, act.evidence)));
  const name = await nameOf(scene, act.by);
  const what = WHAT[act.act];
  return {
    at: millisOf(act.ts),
    name,
    title: titleOf(scene.companies[0], act.role),
    what: act.delegation
      ? { zh: act.act === 'sign' ? '代签' : `代${what.zh}`, en: `${what.en} on behalf` }
      : what,
    look: await lookOf(scene, act, evidence, name),
    details: [...(await authority(scene, act)), ...(await owed(scene, act)), ...shown(evidence)],
  };
};
