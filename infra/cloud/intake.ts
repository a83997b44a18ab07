import { Stack } from 'aws-cdk-lib';
import { EventField, Rule, RuleTargetInput } from 'aws-cdk-lib/aws-events';
import { SqsQueue } from 'aws-cdk-lib/aws-events-targets';
import { CfnMalwareProtectionPlan } from 'aws-cdk-lib/aws-guardduty';
import { PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { type Bucket, CfnBucket } from 'aws-cdk-lib/aws-s3';
import type { Queue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { acknowledgeWildcard } from './acknowledge.ts';
import type { StageQueue } from './stage-queue.ts';

/** Wakes intake for every object of the inbox; with `malwareScan` only for those in which GuardDuty found nothing. */
export class Intake extends Construct {
  constructor(
    scope: Construct,
    id: string,
    props: { readonly inbox: Bucket; readonly waiting: StageQueue; readonly malwareScan: boolean },
  ) {
    super(scope, id);
    if (props.malwareScan) this.afterScan(props.inbox, props.waiting);
    else this.atOnce(props.inbox, props.waiting.queue);
  }

  /** By the bucket's own property: CDK's way would add a function with rights on every bucket. */
  private atOnce(inbox: Bucket, queue: Queue): void {
    const bucket = inbox.node.defaultChild;
    if (!(bucket instanceof CfnBucket)) throw new Error('a bucket is no CfnBucket');
    const { policyDependable } = queue.addToResourcePolicy(
      new PolicyStatement({
        sid: 'BucketsOfThisAccount',
        principals: [new ServicePrincipal('s3.amazonaws.com')],
        actions: ['sqs:SendMessage'],
        resources: [queue.queueArn],
        // the bucket's own ARN would make a circle: the bucket is made after what it sends to
        conditions: { StringEquals: { 'aws:SourceAccount': Stack.of(this).account } },
      }),
    );
    bucket.notificationConfiguration = {
      queueConfigurations: [{ event: 's3:ObjectCreated:*', queue: queue.queueArn }],
    };
    if (policyDependable) bucket.node.addDependency(policyDependable);
  }

  private afterScan(inbox: Bucket, { queue, deadLetters }: StageQueue): void {
    this.scan(inbox);
    const object = 'detail.s3ObjectDetails';
    const Records = [
      {
        // unlike S3's own notices these do not have the key URL-encoded
        eventSource: 'aws:guardduty',
        eventTime: EventField.time,
        s3: {
          bucket: { name: EventField.fromPath(`$.${object}.bucketName`) },
          object: {
            key: EventField.fromPath(`$.${object}.objectKey`),
            versionId: EventField.fromPath(`$.${object}.versionId`),
          },
        },
      },
    ];
    new Rule(this, 'Clean', {
      description: 'Docket: a file came in and GuardDuty found nothing in it',
      eventPattern: {
        source: ['aws.guardduty'],
        detailType: ['GuardDuty Malware Protection Object Scan Result'],
        detail: {
          s3ObjectDetails: { bucketName: [inbox.bucketName] },
          scanResultDetails: { scanResultStatus: ['NO_THREATS_FOUND'] },
        },
      },
      targets: [
        new SqsQueue(queue, {
          message: RuleTargetInput.fromObject({ Records }),
          deadLetterQueue: deadLetters,
        }),
      ],
    });
  }

  /** As GuardDuty's guide has its role. */
  private scan(inbox: Bucket): void {
    const role = new Role(this, 'ScanRole', {
      assumedBy: new ServicePrincipal('malware-protection-plan.guardduty.amazonaws.com'),
    });
    const rule = Stack.of(this).formatArn({
      service: 'events',
      resource: 'rule',
      resourceName: 'DO-NOT-DELETE-AmazonGuardDutyMalwareProtectionS3*',
    });
    const allow = (actions: readonly string[], resource: string): void => {
      role.addToPolicy(new PolicyStatement({ actions: [...actions], resources: [resource] }));
      acknowledgeWildcard(
        role,
        resource,
        "GuardDuty's guide names its rule and the objects that it reads so",
      );
    };
    allow(
      ['PutRule', 'DeleteRule', 'PutTargets', 'RemoveTargets', 'DescribeRule', 'ListTargetsByRule'].map(
        (name) => `events:${name}`,
      ),
      rule,
    );
    allow(['s3:PutBucketNotification', 's3:GetBucketNotification', 's3:ListBucket'], inbox.bucketArn);
    allow(
      [
        'GetObject',
        'GetObjectVersion',
        'GetObjectTagging',
        'GetObjectVersionTagging',
        'PutObjectTagging',
        'PutObjectVersionTagging',
      ].map((name) => `s3:${name}`),
      inbox.arnForObjects('*'),
    );
    allow(['s3:PutObject'], inbox.arnForObjects('malware-protection-resource-validation-object'));
    if (inbox.encryptionKey) allow(['kms:Decrypt', 'kms:GenerateDataKey'], inbox.encryptionKey.keyArn);
    const plan = new CfnMalwareProtectionPlan(this, 'Plan', {
      role: role.roleArn,
      protectedResource: { s3Bucket: { bucketName: inbox.bucketName } },
      actions: { tagging: { status: 'ENABLED' } },
    });
    plan.node.addDependency(role);
  }
}
