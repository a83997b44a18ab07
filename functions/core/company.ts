import { z } from 'zod';
import { companyProblems } from './company-rules.ts';
import { fail, ok, type Result } from './result.ts';
import { readYaml } from './yaml-file.ts';

const day = z.iso.date();
const roleId = z.string().regex(/^[a-z][a-z0-9_]*$/);
const percent = z.string().regex(/^\d{1,3}(\.\d{1,4})?$/);
/** YAML gives every number as its text, so that account numbers and rates keep their digits. */
const whole = z.coerce.number<string | number>().int();
const bilingual = z.strictObject({ zh: z.string().min(1), en: z.string().min(1) });

const person = z.strictObject({
  id: z.string().regex(/^[a-z][a-z0-9-]*$/),
  name: bilingual,
  email: z.email(),
  phone: z.string().min(5).optional(),
  roles: z.array(roleId).min(1),
  absences: z.array(z.strictObject({ from: day, to: day })).default([]),
});

const quoting = z.strictObject({
  /** R-Q3 (S88): retail customers pay the execution price plus this band. */
  retailBand: z.strictObject({ min: percent, max: percent }),
  /** No line is quoted with a larger discount; a profile that does not say allows 30 %. */
  maxDiscountPercent: percent.default('30'),
  /** R-Q4 (S90): surcharge for buying on credit. */
  credit: z.strictObject({
    ratePercent: percent,
    basisDays: whole.min(1).max(366),
    show: z.enum(['line', 'folded']),
  }),
  /** R-Q2 (S87): 原材料不稳定、无库存材料 read as "or" or "and". */
  dayPriceWhen: z.enum(['or', 'and']),
  /** R-Q5 (S92): who signs a price below the execution price. */
  floorSigner: roleId,
  /** R-Q7 (S93): while it is set, only these roles may issue quotations. */
  lock: z.strictObject({ since: z.iso.datetime({ offset: true }), reason: bilingual }).nullable(),
  lockRoles: z.array(roleId).min(1),
  /** R-Q7: whom the text message goes to when it is set or lifted. */
  lockNotice: roleId,
  validDays: whole.min(1).max(365),
  /** R-Q8 (S68): who signs a revised quotation; left out when nobody need. */
  revisionSigner: roleId.optional(),
});

const contracts = z.strictObject({
  /** R-C2 (S97): a tax-inclusive total in CNY above this one needs the review panel. */
  threshold: z
    .string()
    .regex(/^\d{1,12}(\.\d{1,2})?$/)
    .default('1000000'),
  /** R-C2: who decides at exactly the threshold; the source leaves it open, the stricter is the default. */
  atThreshold: z.enum(['panel', 'director']).default('panel'),
  /** S95: who reviews every contract. */
  reviewer: roleId.default('sales_director'),
  /** S97: who signs below the threshold. */
  director: roleId.default('marketing_director'),
  /** S97: who has to pass it above. */
  panel: roleId.default('review_panel'),
  /** R-C3 (S96): who reviews what differs from the template. */
  counsel: roleId.default('legal_counsel'),
  /** S97: how many of the panel have to pass it. */
  panelQuorum: z.literal(['all', 'any']).or(whole.min(1).max(99)).default('all'),
  /** Who puts the company seal on (S95). */
  sealKeeper: roleId.default('seal_keeper'),
  /** 骑缝章: the seal also runs over the edges of all pages. */
  straddleSeal: z.boolean().default(true),
});

const clock = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/);

const orders = z.strictObject({
  /** S33, S36: who signs acknowledgements and sales orders. */
  approver: roleId.default('deputy_gm_marketing'),
  /** S33: who may sign an acknowledgement just as well. */
  acknowledger: roleId.default('gm'),
  /** S35: who fills in the BOM of a sales order. */
  bom: roleId.default('hardware_engineer'),
  /** S39: who confirms a sales order for production. */
  planner: roleId.default('pmc_manager'),
  /** S40: who signs for the receipt of a sales order. */
  receiver: roleId.default('pmc_clerk'),
  /** S40, S57: who keeps the copies of the commercial department. */
  archivist: roleId.default('commercial_archivist'),
  /** S51, S56: who merges the shipping plans and reviews delivery notes. */
  supervisor: roleId.default('commercial_supervisor'),
  /** S56: who signs delivery notes before they may reach a factory. */
  finance: roleId.default('finance_signer'),
  /** S43: who confirms that the money has arrived. */
  cashier: roleId.default('cfo'),
  /** S58: who hands the signed delivery notes out. */
  frontDesk: roleId.default('front_desk'),
  /** S54: in whose name delivery notes are made from PMC's replies. */
  noteClerk: roleId.default('delivery_note_clerk'),
  /** R-O4 (S45): how much less than due counts as paid, in the currency of the payment. */
  paymentTolerance: z
    .string()
    .regex(/^\d{1,6}(\.\d{1,2})?$/)
    .default('0'),
  /** When the day's papers are made, `HH:MM` in Asia/Shanghai: the source says 清晨 and 到司的第一件工作 only. */
  times: z
    .strictObject({
      /** S52: the plans for the next day become one. */
      merge: clock.default('07:30'),
      /** S42: payment notices whose time has come. */
      notices: clock.default('08:30'),
      /** S60: the daily report of the working day before. */
      report: clock.default('09:00'),
      /** S98: the register, on the first working day of a month. */
      register: clock.default('08:00'),
      /** S38: countersignatures that are owed. */
      countersigns: clock.default('08:15'),
    })
    .prefault({}),
});

const routing = z.strictObject({
  /** Hears of tasks that are late; may reassign tasks and withdraw documents. */
  coordinator: roleId.default('commercial_supervisor'),
  /** Working days that a task may take before the coordinator hears of it. */
  days: whole.min(1).max(99).default(2),
});

const access = z.strictObject({
  /** Roles that see every document but confidential ones, beside the coordinator. */
  everything: z.array(roleId).default([]),
  /** S69: roles that get every quotation. */
  quotations: z.array(roleId).default([]),
  /** S98 and R-O1: roles that get every contract. */
  contracts: z.array(roleId).default([]),
  /** S60–S61, S98: roles that get the daily report and the register of contracts. */
  reports: z.array(roleId).default([]),
  /** S65: the only roles that see cost breakdowns. */
  costs: z.array(roleId).default([]),
});

/** Whoever has a mailbox at one of these could be anybody. */
const PUBLIC_MAIL =
  /^(qq|163|126|yeah|foxmail|sina|sohu|139|189|gmail|outlook|hotmail|live|yahoo|icloud|me|aol|proton(mail)?)\.(com|cn|net|me|com\.cn)$/;

const mail = z.strictObject({
  /** Mailbox at which Docket gets mail; answers and kinds are told apart by what stands behind a `+` in it. */
  address: z.email().optional(),
  /** Further mailboxes, by the part before the `@`, and the kind that each of them is for. */
  kinds: z.record(z.string().regex(/^[a-z0-9._-]+$/), z.string()).default({}),
  /** Domains or addresses of customers who may send requests; everybody else but the people is put aside. */
  customers: z
    .array(
      z
        .string()
        .toLowerCase()
        .regex(/^([^@\s]+@)?[a-z0-9-]+(\.[a-z0-9-]+)+$/)
        .refine(
          (one) => !PUBLIC_MAIL.test(one),
          '公共邮箱须写完整地址 / of a public mail service name the whole address',
        ),
    )
    .default([]),
  /** Kinds that customers may ask for. */
  customerKinds: z.array(z.string()).default(['quotation']),
  /** Network addresses of the mail servers that hand mail to this machine and let nothing forged through. */
  relays: z.array(z.string()).default([]),
  /** Most answers to one sender under one subject in a day. */
  answersPerThread: whole.min(1).max(1000).default(20),
});

/** The company profile: people, roles and policies. Kinds name roles; only the profile names people. */
export const companySchema = z.strictObject({
  name: bilingual,
  shortName: bilingual,
  creditCode: z.string().length(18),
  /** Some early codes fail the check character and are real: a person says here that this one was compared. */
  creditCodeConfirmed: z.boolean().optional(),
  address: bilingual,
  /** 法定代表人, as on the licence; printed on contracts. */
  legalRepresentative: bilingual.optional(),
  phone: z.string().min(5),
  fax: z.string().optional(),
  email: z.email(),
  website: z.string().optional(),
  bank: z.strictObject({
    name: bilingual,
    account: z.string().regex(/^\d{8,30}$/),
    swift: z.string().optional(),
  }),
  /** Put before every number, e.g. `YH` gives YH-QT-2026-000001; empty for none. */
  numberPrefix: z.string().regex(/^[A-Z0-9]{0,8}$/),
  people: z.array(person).min(1),
  /** Every role with its title and its chain of delegates (roles, nearest first). */
  roles: z.record(roleId, z.strictObject({ title: bilingual, delegates: z.array(roleId).default([]) })),
  factories: z.array(
    z.strictObject({
      id: roleId,
      name: bilingual,
      bom: z.strictObject({ role: roleId, action: z.enum(['fill', 'check']) }),
    }),
  ),
  taxRates: z
    .array(z.strictObject({ rate: z.string().regex(/^0(\.\d{1,4})?$/), from: day, to: day.optional() }))
    .min(1),
  quoting,
  contracts: contracts.prefault({}),
  orders: orders.prefault({}),
  routing: routing.prefault({}),
  mail: mail.prefault({}),
  access: access.prefault({}),
  /** Per year: working days by law that the shipped calendar does not know yet, or the company's own. */
  calendar: z
    .record(z.string().regex(/^\d{4}$/), z.strictObject({ holidays: z.array(day), workdays: z.array(day) }))
    .default({}),
  logo: z.string().min(1),
  seal: z.string().min(1),
});

export type Company = z.infer<typeof companySchema>;
export type Person = Company['people'][number];

/**
 * Reads `company.yaml`. Answers with every mistake at once: syntax, keys, values, and what does not fit together
 * (an unknown role, a person twice, a role without anybody, delegates in a circle), each with its line.
 */
export const parseCompany = (yamlText: string, file = 'company.yaml'): Result<Company> => {
  const read = readYaml(yamlText, file, companySchema);
  const problems = [...read.problems, ...companyProblems(read.raw).map(read.locate)];
  return read.value === undefined || problems.length > 0 ? fail(problems) : ok(read.value);
};

/**
 * Reads a profile that was in force once. What fits together is judged when a profile comes into force, never again:
 * a rule that came later must not make the documents of its time unreadable.
 */
export const reopenCompany = (yamlText: string, file = 'company.yaml'): Result<Company> => {
  const { value, problems } = readYaml(yamlText, file, companySchema);
  return value === undefined ? fail(problems) : ok(value);
};

/** The people who hold a role, in the order of the profile; none when the role is unknown. */
export const whoHas = (company: Company, role: string): readonly Person[] =>
  company.people.filter((person) => person.roles.includes(role));
