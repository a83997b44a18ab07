import type { Commitment } from '../document/personal.ts';
import type { Act, Route } from './route.ts';

/** Evidence of a delegate's authority (S37, S38): who said so, when, by what call, and what was said. */
export interface Authority {
  /** Person of the profile who authorised it. */
  readonly by: string;
  /** Moment of the call, RFC 3339. */
  readonly at: string;
  readonly channel: 'phone' | 'message' | 'mail' | 'in-person';
  /** No personal data. */
  readonly summary: string;
}

/** 代: in which place of the role's chain, from 0, and by which authority. */
export interface Delegation {
  readonly place: number;
  readonly authority: Authority;
}

export interface Submitted extends Route {
  readonly revision: number;
  /** SHA-256 of what people are shown. */
  readonly shown: string;
  /** Salted hash of what a party covers, by `partyKey`; a party that is not here covers the whole document. */
  readonly contents: Readonly<Record<string, string>>;
  /** Ids of the tasks whose decisions still stand; all other decisions are void. */
  readonly carried: readonly string[];
}

export interface Opened {
  /** `panel.1.3`: step, round, place in it. */
  readonly task: string;
  readonly step: string;
  readonly act: Act;
  readonly round: number;
  /** Name of the party: a role, or `external:buyer`. */
  readonly role: string;
  /** Person of the profile when only this one may act. */
  readonly person: string | null;
  /** Business day, Asia/Shanghai. */
  readonly day: string;
}

export interface Decision {
  readonly task: string;
  readonly step: string;
  readonly round: number;
  readonly role: string;
  /** Person of the profile, or `external:buyer`. */
  readonly by: string;
  readonly revision: number;
  /** Business day, Asia/Shanghai. */
  readonly day: string;
  /** SHA-256 of what the person saw. */
  readonly shown: string;
  /** Hash of what the decision is about: it falls when this changes. */
  readonly content: string;
  readonly delegation?: Delegation;
  /** How it was done, and how the signature looks: may be forgotten. */
  readonly evidence?: Commitment;
}

export const DECIDED = {
  fill: 'task.filled',
  approve: 'task.approved',
  sign: 'task.signed',
  seal: 'task.sealed',
  acknowledge: 'task.acknowledged',
} as const satisfies Readonly<Record<Act, string>>;

export type DecisionType = (typeof DECIDED)[Act];

interface ByWhom {
  readonly by: string;
  readonly reason: string;
}

/** Back to an earlier step, or to the requester: the decisions from there on are void. */
export interface Returned extends ByWhom {
  /** The step that refused. */
  readonly step: string;
  readonly to: string;
  readonly day: string;
}

/** Every fact of a document's way through the house. */
export type RouteEvent =
  | { readonly type: 'route.submitted'; readonly data: Submitted }
  | { readonly type: 'task.opened'; readonly data: Opened }
  | { readonly type: DecisionType; readonly data: Decision }
  | {
      readonly type: 'task.rejected';
      readonly data: ByWhom & {
        readonly task: string;
        readonly role: string;
        readonly to: string;
        readonly delegation?: Delegation;
      };
    }
  | {
      readonly type: 'task.reassigned';
      readonly data: ByWhom & { readonly task: string; readonly role: string; readonly to: string };
    }
  | {
      readonly type: 'task.reminded';
      readonly data: { readonly task: string; readonly role: string; readonly day: string };
    }
  | {
      readonly type: 'task.escalated';
      readonly data: { readonly task: string; readonly role: string; readonly day: string };
    }
  | {
      readonly type: 'task.countersigned';
      readonly data: {
        readonly task: string;
        readonly role: string;
        readonly by: string;
        readonly shown: string;
        /** Business day; not there in events from before it was kept. */
        readonly day?: string;
        readonly evidence?: Commitment;
      };
    }
  | {
      readonly type: 'route.returned';
      readonly data: Returned;
    }
  | { readonly type: 'route.withdrawn'; readonly data: ByWhom & { readonly revision: number } }
  | {
      readonly type: 'route.expired';
      readonly data: { readonly day: string; readonly task: string | null; readonly revision: number };
    }
  | { readonly type: 'route.completed'; readonly data: { readonly revision: number } };

/** Where a refusal sends the document when no step is named. */
export const REQUESTER = 'requester';
