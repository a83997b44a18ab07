import { fail, type Problem, type Result, type Text } from '../result.ts';

/** What a command answers that cannot be done: what is in the way and what to do about it. */
const refuse = (code: string, message: Text, fix: Text): Result<never, Problem> =>
  fail({ code, message, fix });

const LOOK: Text = { zh: '请刷新后查看当前待办', en: 'reload and look at what is open now' };

export const notOpen = (status: string): Result<never, Problem> =>
  refuse(
    'ROUTE_NOT_OPEN',
    { zh: `单据当前不在审批中（${status}）`, en: `the document is not on its way (${status})` },
    LOOK,
  );

export const taskClosed = (): Result<never, Problem> =>
  refuse(
    'TASK_CLOSED',
    { zh: '该待办已关闭或由他人办理', en: 'the task is closed or was done by another' },
    LOOK,
  );

export const documentChanged = (): Result<never, Problem> =>
  refuse(
    'DOCUMENT_CHANGED',
    { zh: '单据在您查看之后已有变动', en: 'the document has changed since you looked at it' },
    { zh: '请重新打开单据，看过新的内容再办理', en: 'open it again and decide on what it says now' },
  );

export const notYours = (): Result<never, Problem> =>
  refuse(
    'NOT_YOURS',
    { zh: '这不是您的待办', en: 'this task is not yours' },
    { zh: '请由待办的本人或其代理人办理', en: 'the person of the task or a delegate has to act' },
  );

export const delegateTooEarly = (present: readonly Text[]): Result<never, Problem> =>
  refuse(
    'DELEGATE_TOO_EARLY',
    {
      zh: `${present.map(({ zh }) => zh).join('、')}在岗，不能代签`,
      en: `${present.map(({ en }) => en).join(', ')} is present, so nobody may sign instead`,
    },
    {
      zh: '请由本人办理；确实不在时，请先在公司资料中登记其不在岗的日期',
      en: 'let the person act; if really away, enter the days of absence in the company profile first',
    },
  );

export const noDelegation = (): Result<never, Problem> =>
  refuse(
    'DELEGATION_NOT_ALLOWED',
    { zh: '这一步不允许代办', en: 'nobody may act for somebody else in this step' },
    { zh: '请由本人办理', en: 'let the person act' },
  );

export const evidence = (zh: string, en: string): Result<never, Problem> =>
  refuse(
    'EVIDENCE_MISSING',
    { zh: `代签须有授权依据：${zh}`, en: `to sign for somebody, evidence is needed: ${en}` },
    {
      zh: '请写明谁授权、何时、以何种方式、授权内容（不超过 500 字，不写个人信息）',
      en: 'say who authorised it, when, by what call, and what was said (at most 500 characters, no personal data)',
    },
  );

export const twice = (): Result<never, Problem> =>
  refuse(
    'ALREADY_DECIDED',
    { zh: '您已在这一步表决过', en: 'you have decided in this step already' },
    { zh: '一人只能表决一次，请由其他成员办理', en: 'each person decides once; another member has to act' },
  );

export const withoutReason = (): Result<never, Problem> =>
  refuse(
    'REASON_MISSING',
    { zh: '没有写明原因', en: 'no reason was given' },
    {
      zh: '请写明原因（不超过 500 字，不写个人信息）',
      en: 'give a reason (at most 500 characters, no personal data)',
    },
  );

export const unknownTarget = (to: string, targets: readonly string[]): Result<never, Problem> =>
  refuse(
    'STEP_NOT_EARLIER',
    { zh: `不能退回到“${to}”`, en: `it cannot go back to “${to}”` },
    {
      zh: `可退回到：${targets.join('、')}`,
      en: `it may go back to: ${targets.join(', ')}`,
    },
  );

export const nobodyHolds = (role: string): Result<never, Problem> =>
  refuse(
    'ROLE_EMPTY',
    { zh: `公司资料中没有人担任“${role}”`, en: `nobody of the company profile holds the role “${role}”` },
    { zh: '请先在公司资料中指定人员，再重试', en: 'name somebody in the company profile, then try again' },
  );

export const quorumOutOfReach = (step: string, wanted: number, people: number): Result<never, Problem> =>
  refuse(
    'QUORUM_OUT_OF_REACH',
    {
      zh: `步骤“${step}”需要 ${wanted} 人，公司资料中只有 ${people} 人`,
      en: `step “${step}” needs ${wanted} people, the company profile has ${people}`,
    },
    {
      zh: '请在公司资料中补充成员或调低所需人数，再重试',
      en: 'add members or lower the number in the company profile, then try again',
    },
  );

export const notAHolder = (role: string): Result<never, Problem> =>
  refuse(
    'NOT_A_HOLDER',
    { zh: `只能转给另一位担任“${role}”的人`, en: `it may go only to another holder of the role “${role}”` },
    {
      zh: '要让其他人办理，请在公司资料中给他这个角色，或登记不在岗由代理人办理',
      en: 'to let somebody else act, give him the role in the company profile, or enter an absence for the delegate',
    },
  );

export const mayNot = (zh: string, en: string): Result<never, Problem> =>
  refuse(
    'MAY_NOT',
    { zh: `您不能${zh}`, en: `you may not ${en}` },
    { zh: '请联系经办人或流程协调人', en: 'ask the requester or the coordinator' },
  );
