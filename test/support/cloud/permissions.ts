import { runSimulation } from '@cloud-copilot/iam-simulate';
import type { Template } from 'aws-cdk-lib/assertions';

const REGION = 'ap-southeast-1';
const ACCOUNT = '111122223333';

interface Resource {
  readonly Type: string;
  readonly Properties?: Readonly<Record<string, unknown>>;
}

/** ARNs as AWS would make them, by the logical id of the resource. */
const ARNS: Readonly<Record<string, (id: string) => string>> = {
  'AWS::DynamoDB::Table': (id) => `arn:aws:dynamodb:${REGION}:${ACCOUNT}:table/${id}`,
  'AWS::S3::Bucket': (id) => `arn:aws:s3:::${id.toLowerCase()}`,
  'AWS::SQS::Queue': (id) => `arn:aws:sqs:${REGION}:${ACCOUNT}:${id}`,
  'AWS::KMS::Key': (id) => `arn:aws:kms:${REGION}:${ACCOUNT}:key/${id}`,
  'AWS::IAM::Role': (id) => `arn:aws:iam::${ACCOUNT}:role/${id}`,
  'AWS::Logs::LogGroup': (id) => `arn:aws:logs:${REGION}:${ACCOUNT}:log-group:${id}:*`,
  'AWS::SNS::Topic': (id) => `arn:aws:sns:${REGION}:${ACCOUNT}:${id}`,
};

const PSEUDO: Readonly<Record<string, string>> = {
  'AWS::Region': REGION,
  'AWS::AccountId': ACCOUNT,
  'AWS::Partition': 'aws',
  'AWS::URLSuffix': 'amazonaws.com',
};

/** What the functions of a template may do, by the simulator: identity policies and those of the resource together. */
export class Permissions {
  private readonly resources: Readonly<Record<string, Resource>>;

  constructor(template: Template) {
    this.resources = template.toJSON().Resources;
  }

  private ids(type: string): readonly string[] {
    return Object.keys(this.resources).filter((id) => this.resources[id]?.Type === type);
  }

  private arnOf(id: string): string {
    const type = this.resources[id]?.Type ?? '';
    return ARNS[type]?.(id) ?? `arn:aws:other:${REGION}:${ACCOUNT}:${id}`;
  }

  /** Replaces CloudFormation's functions by what they would give. */
  private resolve(value: unknown): unknown {
    if (Array.isArray(value)) return value.map((one) => this.resolve(one));
    if (typeof value !== 'object' || value === null) return value;
    const entries = Object.entries(value);
    const [[name, given] = ['', undefined]] = entries;
    if (name === 'Ref' && typeof given === 'string') return PSEUDO[given] ?? given;
    if (name === 'Fn::GetAtt') return this.arnOf((given as readonly [string])[0]);
    if (name === 'Fn::Join') {
      const [glue, parts] = given as readonly [string, readonly unknown[]];
      return parts.map((part) => this.resolve(part)).join(glue);
    }
    return Object.fromEntries(entries.map(([key, one]) => [key, this.resolve(one)]));
  }

  /** Logical id of the one resource of this type whose id begins so. */
  id(type: string, beginning: string): string {
    const found = this.ids(type).filter((id) => id.startsWith(beginning));
    if (found.length !== 1) throw new Error(`${found.length} of ${type} begin with ${beginning}`);
    return found[0]!;
  }

  arn(type: string, beginning: string): string {
    return this.arnOf(this.id(type, beginning));
  }

  /** Names of the functions. */
  get functions(): readonly string[] {
    return this.ids('AWS::Lambda::Function').map((id) => /^Function([a-z]+)Function/.exec(id)?.[1] ?? id);
  }

  private policiesOf(role: string) {
    return this.ids('AWS::IAM::Policy')
      .map((id) => ({ name: id, properties: this.resources[id]?.Properties ?? {} }))
      .filter(({ properties }) => JSON.stringify(properties.Roles).includes(`"${role}"`))
      .map(({ name, properties }) => ({ name, policy: this.resolve(properties.PolicyDocument) }));
  }

  /** The policy that stands at a resource itself. */
  private policyAt(arn: string): unknown {
    for (const [id, { Type, Properties = {} }] of Object.entries(this.resources)) {
      const mine = arn === this.arnOf(id) || arn.startsWith(`${this.arnOf(id)}/`);
      if (mine && Type === 'AWS::KMS::Key') return this.resolve(Properties.KeyPolicy);
      if (mine && Type === 'AWS::DynamoDB::Table')
        return this.resolve((Properties.ResourcePolicy as { PolicyDocument?: unknown })?.PolicyDocument);
      if (Type !== 'AWS::S3::BucketPolicy' && Type !== 'AWS::SQS::QueuePolicy') continue;
      const of = JSON.stringify(this.resolve(Properties.Bucket ?? Properties.Queues));
      const name = arn.split(':').at(-1)!.split('/')[0]!;
      if (of.toLowerCase().includes(name.toLowerCase())) return this.resolve(Properties.PolicyDocument);
    }
    return undefined;
  }

  private async decide(
    principal: string,
    identityPolicies: { name: string; policy: unknown }[],
    action: string,
    resource: string,
    context: Readonly<Record<string, string | string[]>>,
  ): Promise<boolean> {
    const resourcePolicy = this.policyAt(resource);
    const answer = await runSimulation(
      {
        identityPolicies,
        serviceControlPolicies: [],
        resourceControlPolicies: [],
        ...(resourcePolicy !== undefined && { resourcePolicy }),
        request: {
          action,
          principal,
          resource: { resource, accountId: ACCOUNT },
          contextVariables: {
            'aws:SecureTransport': 'true',
            's3:TlsVersion': '1.3',
            'aws:PrincipalIsAWSService': 'false',
            'aws:PrincipalArn': principal,
            ...context,
          },
        },
      },
      {},
    );
    if (answer.resultType === 'error') throw new Error(JSON.stringify(answer.errors));
    return answer.overallResult === 'Allowed';
  }

  may(
    name: string,
    action: string,
    resource: string,
    context: Readonly<Record<string, string | string[]>> = {},
  ): Promise<boolean> {
    const role = this.id('AWS::IAM::Role', `Function${name}Role`);
    return this.decide(this.arnOf(role), this.policiesOf(role), action, resource, context);
  }

  /** Whether somebody may who has every right that a role can have. */
  administratorMay(
    action: string,
    resource: string,
    context: Readonly<Record<string, string | string[]>> = {},
  ): Promise<boolean> {
    const everything = {
      Version: '2012-10-17',
      Statement: [{ Effect: 'Allow', Action: '*', Resource: '*' }],
    };
    const administrator = `arn:aws:iam::${ACCOUNT}:role/administrator`;
    return this.decide(administrator, [{ name: 'all', policy: everything }], action, resource, context);
  }

  /** Names of the functions that may, in the order of the alphabet. */
  async whoMay(
    action: string,
    resource: string,
    context: Readonly<Record<string, string | string[]>> = {},
  ): Promise<readonly string[]> {
    const found: string[] = [];
    for (const name of this.functions) if (await this.may(name, action, resource, context)) found.push(name);
    return found.sort();
  }
}
