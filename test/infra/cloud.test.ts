import { readFileSync } from 'node:fs';
import { Match, type Template } from 'aws-cdk-lib/assertions';
import { beforeAll, describe, expect, it } from 'vitest';
import { receipt } from '../../functions/core/mail-in/receipt.ts';
import { fronts, pipeline, schedules } from '../../functions/pipeline.ts';
import { MODELLED } from '../../infra/cloud/cost.ts';
import type { Program } from '../../infra/cloud/docket-stack.ts';
import { program, synthesise } from '../support/cloud/synthesise.ts';

type Properties = Readonly<Record<string, unknown>>;

let given: Program;
let prod: Template;
let dev: Template;

/** Synthesis throws when the bundled validator or a rule pack finds something. */
beforeAll(async () => {
  given = await program();
  prod = synthesise(given, { stage: 'prod', mailDomain: 'docket.example.com', alarmMail: 'ops@example.com' });
  dev = synthesise(given, {
    stage: 'dev',
    malwareScan: 'true',
    mailDomain: 'in.example.com',
    mailIn: 'true',
  });
});

const resources = (template: Template, type: string): readonly (readonly [string, Properties])[] =>
  Object.entries(template.findResources(type)).map(([id, { Properties: found }]) => [id, found]);

const statements = (template: Template): readonly Properties[] =>
  [
    'AWS::S3::BucketPolicy',
    'AWS::SQS::QueuePolicy',
    'AWS::SNS::TopicPolicy',
    'AWS::KMS::Key',
    'AWS::IAM::Role',
  ].flatMap((type) =>
    resources(template, type).flatMap(([, found]) => {
      const policy = found.PolicyDocument ?? found.KeyPolicy ?? found.AssumeRolePolicyDocument;
      return (policy as { readonly Statement: readonly Properties[] }).Statement;
    }),
  );

describe('both stages', () => {
  it('let nobody in from outside the account', () => {
    for (const template of [prod, dev])
      for (const { Effect, Principal } of statements(template))
        if (Effect === 'Allow') expect(JSON.stringify(Principal)).not.toContain('"*"');
  });

  it('let only the pages’ script put and get large files by their addresses', () => {
    const rules = resources(prod, 'AWS::S3::Bucket').flatMap(([, found]) =>
      JSON.stringify(found.CorsConfiguration ?? null) === 'null'
        ? []
        : [JSON.stringify(found.CorsConfiguration)],
    );
    expect(rules).toHaveLength(3);
    for (const rule of rules) {
      expect(rule).toMatch(/"AllowedMethods":\["(GET|PUT)"\]/);
      expect(rule).not.toContain('"AllowedOrigins":["*"]');
    }
  });

  it('keep every bucket closed, encrypted and of one owner', () => {
    for (const template of [prod, dev])
      for (const [, found] of resources(template, 'AWS::S3::Bucket'))
        expect(found).toMatchObject({
          PublicAccessBlockConfiguration: {
            BlockPublicAcls: true,
            BlockPublicPolicy: true,
            IgnorePublicAcls: true,
            RestrictPublicBuckets: true,
          },
          BucketEncryption: expect.anything(),
        });
  });

  it('encrypt every table under the data key, and restore the ledger to any second', () => {
    for (const template of [prod, dev]) {
      for (const [, { SSESpecification }] of resources(template, 'AWS::DynamoDB::Table'))
        expect(SSESpecification).toMatchObject({ SSEEnabled: true, SSEType: 'KMS' });
      template.hasResourceProperties('AWS::DynamoDB::Table', {
        PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
        StreamSpecification: { StreamViewType: 'NEW_IMAGE' },
        DeletionProtectionEnabled: true,
        ResourcePolicy: Match.anyValue(),
      });
    }
  });

  it('give every queue dead letters or make it some, and every one an alarm', () => {
    for (const template of [prod, dev]) {
      const watched = JSON.stringify(resources(template, 'AWS::CloudWatch::Alarm'));
      const queues = resources(template, 'AWS::SQS::Queue');
      for (const [id, { RedrivePolicy }] of queues) {
        expect(watched, id).toContain(`"${id}"`);
        const isEnd = queues.some(([, other]) =>
          JSON.stringify(other.RedrivePolicy ?? '').includes(`"${id}"`),
        );
        if (!/Failures|Missed/.test(id)) expect(isEnd || RedrivePolicy !== undefined, id).toBe(true);
      }
    }
  });

  it('run Node 24 on Arm, with a time limit, a trace and a log that ends', () => {
    for (const template of [prod, dev]) {
      expect(resources(template, 'AWS::Lambda::Function')).toHaveLength(pipeline.length + fronts.length);
      for (const [, found] of resources(template, 'AWS::Lambda::Function'))
        expect(found).toMatchObject({
          Architectures: ['arm64'],
          TracingConfig: { Mode: 'Active' },
          LoggingConfig: { LogFormat: 'JSON' },
          ...('Runtime' in found && { Runtime: 'nodejs24.x', Handler: 'index.handler' }),
        });
      for (const [, found] of resources(template, 'AWS::Logs::LogGroup'))
        expect(found.RetentionInDays).toBeGreaterThan(0);
    }
  });

  it('ring for somebody', () => {
    for (const template of [prod, dev])
      for (const [id, { AlarmActions, AlarmDescription }] of resources(template, 'AWS::CloudWatch::Alarm')) {
        expect(AlarmActions, id).toHaveLength(1);
        expect(AlarmDescription, id).toMatch(/\w/);
      }
  });
});

describe('the cost model', () => {
  it('counts no fewer queues and alarms than the stack has', () => {
    const metrics = resources(prod, 'AWS::CloudWatch::Alarm').flatMap(
      ([, { Metrics = [{ MetricStat: {} }] }]) =>
        (Metrics as readonly object[]).filter((metric) => 'MetricStat' in metric),
    );
    expect(metrics.length).toBeLessThanOrEqual(MODELLED.alarmMetrics);
    // the dispatcher's reads the stream
    const asked = resources(prod, 'AWS::Lambda::EventSourceMapping').length - 1;
    expect(asked).toBeLessThanOrEqual(MODELLED.queues);
  });
});

describe('each stage of the pipeline', () => {
  it.each(pipeline)(
    '$name has the limits of the table',
    ({ name, batch, timeLimitSeconds, memoryMb, maxReceives }) => {
      prod.hasResourceProperties('AWS::Lambda::Function', {
        Description: `Docket: ${name}`,
        Timeout: timeLimitSeconds,
        MemorySize: memoryMb,
      });
      const [queue] = resources(prod, 'AWS::SQS::Queue').filter(([id]) => id.startsWith(`Queue${name}Queue`));
      expect(queue?.[1]).toMatchObject({
        VisibilityTimeout: 6 * timeLimitSeconds,
        RedrivePolicy: { maxReceiveCount: maxReceives },
      });
      prod.hasResourceProperties('AWS::Lambda::EventSourceMapping', {
        EventSourceArn: { 'Fn::GetAtt': [queue?.[0], 'Arn'] },
        BatchSize: batch,
        FunctionResponseTypes: ['ReportBatchItemFailures'],
        ScalingConfig: { MaximumConcurrency: Match.anyValue() },
      });
    },
  );

  it('is woken by the clock of the table, in Shanghai', () => {
    prod.resourceCountIs('AWS::Scheduler::Schedule', schedules.length);
    prod.hasResourceProperties('AWS::Scheduler::Schedule', {
      ScheduleExpression: 'cron(0 8 * * ? *)',
      ScheduleExpressionTimezone: 'Asia/Shanghai',
      Target: { Input: '{"schedule":"day","time":"<aws.scheduler.scheduled-time>"}' },
    });
    prod.hasResourceProperties('AWS::Scheduler::Schedule', { ScheduleExpression: 'rate(1 minute)' });
  });
});

describe('what is added to the program', () => {
  it('is deployed without a change here: a stage, and a kind that is kept for longer', async () => {
    const limits = { batch: 7, maxConcurrency: 3, timeLimitSeconds: 33, memoryMb: 256, maxReceives: 4 };
    const added = await program([{ name: 'planted', on: [], ...limits }]);
    const [kind] = added.kinds.values();
    const kinds = new Map([...added.kinds, ['planted', { ...kind!, retentionYears: 40 }]]);
    const more = synthesise({ ...added, kinds }, { stage: 'prod' });
    more.hasResourceProperties('AWS::Lambda::Function', { Timeout: 33, MemorySize: 256 });
    more.hasResourceProperties('AWS::Lambda::EventSourceMapping', { BatchSize: 7 });
    more.hasResourceProperties('AWS::SQS::Queue', {
      VisibilityTimeout: 198,
      RedrivePolicy: { maxReceiveCount: 4 },
    });
    const alarms = Object.keys(more.findResources('AWS::CloudWatch::Alarm'));
    expect(alarms.filter((id) => id.includes('planted'))).toHaveLength(4);
    more.hasResourceProperties('AWS::S3::Bucket', {
      ObjectLockConfiguration: { Rule: { DefaultRetention: { Mode: 'COMPLIANCE', Days: 14_610 } } },
    });
  });
});

describe('the stage prod', () => {
  it('keeps everything when the stack is taken down', () => {
    for (const type of ['AWS::S3::Bucket', 'AWS::DynamoDB::Table', 'AWS::KMS::Key', 'AWS::Logs::LogGroup'])
      for (const { DeletionPolicy, UpdateReplacePolicy } of Object.values(prod.findResources(type)))
        expect([DeletionPolicy, UpdateReplacePolicy]).toEqual(['Retain', 'Retain']);
  });

  it('locks what is filed against everybody, and dev for a day', () => {
    const lock = (template: Template, DefaultRetention: object): void =>
      template.hasResourceProperties('AWS::S3::Bucket', {
        ObjectLockConfiguration: { Rule: { DefaultRetention } },
      });
    const years = Math.max(...[...given.kinds.values()].map(({ retentionYears }) => retentionYears));
    lock(prod, { Mode: 'COMPLIANCE', Days: Math.ceil(years * 365.25) });
    lock(dev, { Mode: 'GOVERNANCE', Days: 1 });
  });

  it('tells who has to know what a person needs', () => {
    prod.hasResourceProperties('AWS::SNS::Subscription', { Protocol: 'email', Endpoint: 'ops@example.com' });
    const outputs = Object.keys(prod.findOutputs('*'));
    for (const name of ['Pages', 'Upload', 'Profile', 'VerifierKey', 'Verify', 'AlarmTopic', 'Dkim1'])
      expect(outputs).toContain(name);
  });

  it('sends mail by SES and hears what did not arrive', () => {
    prod.resourceCountIs('AWS::SES::EmailIdentity', 1);
    prod.hasResourceProperties('AWS::Events::Rule', {
      EventPattern: { source: ['aws.ses'] },
      Targets: [{ InputTransformer: { InputTemplate: '{"bounced":<detail-mail-commonHeaders-messageId>}' } }],
    });
  });
});

describe('mails that come in', () => {
  it('are kept by SES among the files, and its verdicts reach the stage that reads them', () => {
    dev.hasResourceProperties('AWS::SES::ReceiptRule', {
      Rule: {
        Recipients: ['in.example.com'],
        ScanEnabled: true,
        TlsPolicy: 'Require',
        Actions: [{ S3Action: { ObjectKeyPrefix: 'received/mail/' } }],
      },
    });
    prod.resourceCountIs('AWS::SES::ReceiptRule', 0);
    const [[, pipe]] = resources(dev, 'AWS::Pipes::Pipe') as [readonly [string, Properties]];
    const { InputTemplate } = pipe.TargetParameters as { readonly InputTemplate: string };
    // as a pipe puts the notice's own values in: strings with their quotes
    const notice = {
      receipt: {
        timestamp: '2026-11-30T07:00:00.000Z',
        action: { objectKey: 'received/mail/abc' },
        ...Object.fromEntries(
          ['spf', 'dkim', 'dmarc', 'spam', 'virus'].map((name) => [`${name}Verdict`, { status: 'PASS' }]),
        ),
      },
      mail: { source: 'a@b.example' },
    };
    const put = InputTemplate.replaceAll(/<\$\.body\.([\w.]+)>/g, (_, path: string) =>
      JSON.stringify(path.split('.').reduce<unknown>((at, name) => (at as Properties)[name], notice)),
    );
    const { mail } = JSON.parse(put) as { readonly mail: { readonly receipt: unknown } };
    expect(mail).toMatchObject({ key: 'received/mail/abc', time: '2026-11-30T07:00:00.000Z' });
    expect(receipt.safeParse(mail.receipt).success).toBe(true);
  });
});

describe('the function that makes PDFs', () => {
  it('is an image for Arm, and the others are bundles', () => {
    const images = resources(prod, 'AWS::Lambda::Function').filter(
      ([, found]) => found.PackageType === 'Image',
    );
    expect(images.map(([, { Description }]) => Description)).toEqual(['Docket: render']);
  });

  it('has the packages with which PDFs are tested', () => {
    const read = (path: string): string => readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8');
    const tested = read('.ci/run').match(/(?:libreoffice|fonts)-\S+/g) ?? [];
    expect(tested.length).toBeGreaterThan(2);
    for (const name of tested) expect(read('infra/cloud/render/Dockerfile')).toContain(` ${name} `);
  });
});

describe('files that come in', () => {
  it('wake intake at once, or after GuardDuty found nothing in them', () => {
    const notified = {
      NotificationConfiguration: { QueueConfigurations: [{ Event: 's3:ObjectCreated:*' }] },
    };
    prod.hasResourceProperties('AWS::S3::Bucket', notified);
    expect(dev.findResources('AWS::S3::Bucket', { Properties: notified })).toEqual({});
    dev.resourceCountIs('AWS::GuardDuty::MalwareProtectionPlan', 1);
    dev.hasResourceProperties('AWS::Events::Rule', {
      EventPattern: { detail: { scanResultDetails: { scanResultStatus: ['NO_THREATS_FOUND'] } } },
    });
  });

  it('and events wake the dispatcher, which tries for hours and then says where it stopped', () => {
    prod.hasResourceProperties('AWS::Lambda::EventSourceMapping', {
      BisectBatchOnFunctionError: true,
      MaximumRecordAgeInSeconds: 21_600,
      FunctionResponseTypes: ['ReportBatchItemFailures'],
      DestinationConfig: { OnFailure: { Destination: Match.anyValue() } },
      FilterCriteria: { Filters: [{ Pattern: Match.stringLikeRegexp('INSERT.*D#') }] },
    });
  });
});
